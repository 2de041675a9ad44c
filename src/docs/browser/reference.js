/* What a script adds to the reference: a filter, and a form to try each operation. */
(() => {
  'use strict';

  const { element, run, answerPlace, isWide } = window.docs;

  function addFilter(navigation) {
    const field = element('input', { type: 'search', className: 'filter', placeholder: 'Filter' });
    field.setAttribute('aria-label', 'Filter operations and schemas');
    navigation.prepend(field);
    field.addEventListener('input', () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const list of navigation.querySelectorAll('ul')) {
        for (const item of list.children) {
          const text = `${item.textContent} ${item.firstElementChild.title}`.toLowerCase();
          item.hidden = !words.every((word) => text.includes(word));
        }
        const isEmpty = [...list.children].every(({ hidden }) => hidden);
        list.hidden = isEmpty;
        list.previousElementSibling.hidden = isEmpty;
      }
    });
    // As on many a site of documentation.
    document.addEventListener('keydown', (event) => {
      const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      navigation.closest('details').open = true;
      field.focus();
    });
  }

  const row = (label, control) => element('label', {}, element('span', { textContent: label }), control);

  function controlOf({ name, place, required, values, value = '' }) {
    const label = required ? `${name} (required)` : name;
    if (!values) return [name, place, element('input', { type: 'text', value, required }), label];
    const select = element('select', { required }, element('option', { value: '', textContent: '' }));
    select.append(...values.map((one) => element('option', { value: one, textContent: one })));
    return [name, place, select, label];
  }

  /** The key that a reader gave; for this page only. */
  let key = '';

  function formOf({ method, path, parameters, body }) {
    const controls = parameters.map(controlOf);
    const content = body === undefined ? null : element('textarea', { value: body, spellcheck: false });
    const keyField = element('input', { type: 'password', value: key, autocomplete: 'off' });
    const send = element('button', { type: 'submit', className: 'main', textContent: `Send ${method}` });
    const place = answerPlace();
    const form = element(
      'form',
      { className: 'trial' },
      ...controls.map(([, , control, label]) => row(label, control)),
      ...(content ? [row('Body', content)] : []),
      row('API key, if any', keyField),
      element('div', {}, send),
      place,
    );
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      key = keyField.value;
      const query = new URLSearchParams();
      const headers = [];
      let target = path;
      for (const [name, where, { value }] of controls) {
        if (value === '') continue;
        if (where === 'path') target = target.replace(`{${name}}`, encodeURIComponent(value));
        else if (where === 'header') headers.push([name, value]);
        else query.set(name, value);
      }
      if (content) headers.push(['Content-Type', 'application/json']);
      if (key !== '') headers.push(['Authorization', `Bearer ${key}`]);
      send.disabled = true;
      const search = query.size > 0 ? `?${query}` : '';
      await run({ method, path: target + search, headers, body: content?.value }, place);
      send.disabled = false;
    });
    return form;
  }

  function addTrial(section) {
    const button = element('button', { type: 'button', className: 'trial-open', textContent: 'Try it' });
    button.addEventListener('click', () => {
      const form = formOf(JSON.parse(section.dataset.try));
      button.replaceWith(form);
      form.querySelector('input, select, textarea').focus();
    });
    section.append(button);
  }

  const navigation = document.querySelector('.operations');
  addFilter(navigation);
  for (const section of document.querySelectorAll('[data-try]')) addTrial(section);
  // On a phone the list lies over the page, and folds up once something was chosen.
  navigation.addEventListener('click', (event) => {
    if (!isWide.matches && event.target.closest('a')) navigation.closest('details').open = false;
  });
})();
