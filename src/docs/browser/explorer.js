/* Starts GraphiQL with the saved operations, on the page at the path of GraphQL itself. */
(() => {
  'use strict';

  const { GraphiQL, React, ReactDOM, graphqlWs } = window;
  const { createElement } = React;
  const { useEditorContext } = GraphiQL.React;
  const settings = JSON.parse(document.getElementById('settings').textContent);

  // Where React puts styles into the page, they carry what the content security policy asks for.
  window.__webpack_nonce__ = settings.styleNonce;

  const tabs = settings.examples.map(({ query, variables }) => ({
    query,
    variables: variables ? JSON.stringify(variables, null, 2) : '',
  }));
  // A link of the documentation brings its operation along.
  const brought = new URLSearchParams(location.hash.slice(1)).get('query') ?? undefined;

  const socketAddress = new URL(location.pathname, location.href);
  socketAddress.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  let authorization;
  const call = GraphiQL.createFetcher({
    url: location.pathname,
    wsClient: graphqlWs.createClient({
      url: socketAddress.href,
      // As in the headers of the tab that subscribes. Without a key there is nothing to send.
      connectionParams: () => (authorization ? { authorization } : {}),
    }),
  });
  const OPERATIONS = /\b(query|mutation|subscription)\s+(\w+)/g;
  const named = (operation, name) => ({
    kind: 'OperationDefinition',
    operation,
    name: { kind: 'Name', value: name },
    selectionSet: { kind: 'SelectionSet', selections: [] },
  });
  /**
   * For a moment after another tab was opened, GraphiQL tells of the operation of the one before: by its name, and by
   * the parsed document that subscriptions are known from. What is run is what the text says.
   */
  const asWritten = (parameters, options) => {
    const operations = [...parameters.query.matchAll(OPERATIONS)];
    const chosen = operations.find(([, , name]) => name === parameters.operationName) ?? operations[0];
    if (!chosen) return [{ ...parameters, operationName: undefined }, options];
    const [, operation, operationName] = chosen;
    const documentAST = { kind: 'Document', definitions: [named(operation, operationName)] };
    return [
      { ...parameters, operationName },
      { ...options, documentAST },
    ];
  };
  const fetcher = (parameters, options) => {
    const headers = Object.entries(options?.headers ?? {});
    authorization = headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1];
    return call(...asWritten(parameters, options));
  };

  function Examples() {
    const {
      tabs: present,
      addTab,
      changeTab,
      queryEditor,
      variableEditor,
    } = useEditorContext({ nonNull: true });
    const show = (tab) => {
      const place = present.findIndex(({ query }) => query === tab.query);
      if (place >= 0) {
        changeTab(place);
        return;
      }
      addTab();
      // The editors belong to the new tab once React has drawn it.
      setTimeout(() => {
        queryEditor.setValue(tab.query);
        variableEditor.setValue(tab.variables);
      });
    };
    return createElement(
      'section',
      { className: 'examples' },
      createElement('h2', null, 'Examples'),
      createElement(
        'ul',
        null,
        tabs.map((tab, index) => {
          const name = /^\w+ (\w+)/.exec(tab.query)[1];
          const button = createElement('button', { type: 'button', onClick: () => show(tab) }, name);
          return createElement(
            'li',
            { key: name },
            button,
            createElement('p', null, settings.examples[index].about),
          );
        }),
      ),
    );
  }

  function BookIcon() {
    const path = 'M4 3h6v6H4zM14 3h6v6h-6zM4 15h6v6H4zM14 15h6v6h-6z';
    const shape = createElement('path', { d: path, fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 });
    return createElement('svg', { viewBox: '0 0 24 24', height: '1em', 'aria-hidden': true }, shape);
  }

  const home = createElement('a', { href: 'docs', className: 'home' }, 'Broadsheet');
  const explorer = createElement(
    GraphiQL,
    {
      fetcher,
      schema: settings.introspection ? undefined : null,
      query: brought,
      defaultTabs: brought === undefined ? tabs : [{ query: brought }, ...tabs],
      plugins: [{ title: 'Examples', icon: BookIcon, content: Examples }],
      storage: GraphiQL.createLocalStorage({ namespace: 'broadsheet' }),
      shouldPersistHeaders: false,
      defaultEditorToolsVisibility: matchMedia('(min-width: 48rem)').matches,
    },
    createElement(GraphiQL.Logo, null, home),
  );
  ReactDOM.createRoot(document.getElementById('explorer')).render(explorer);
})();
