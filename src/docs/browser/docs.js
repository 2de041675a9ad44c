/*
 * What a script can add to the pages: copying, running a call where it stands, and the same form of call everywhere.
 * Everything is readable without it.
 */
(() => {
  'use strict';

  const root = document.body.dataset.root;

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without TLS there is no clipboard but this one.
      const field = element('textarea', { value: text, className: 'copied' });
      document.body.append(field);
      field.select();
      document.execCommand('copy');
      field.remove();
    }
  }

  /** The listing of a figure that is shown: of a call, the form that was chosen. */
  const shownListing = (figure) =>
    figure.querySelector('input:checked + label + .form pre') ?? figure.querySelector('pre');

  function copyButton(figure) {
    const button = element('button', { type: 'button', textContent: 'Copy' });
    button.addEventListener('click', async () => {
      await copy(shownListing(figure).textContent);
      button.textContent = 'Copied';
      setTimeout(() => (button.textContent = 'Copy'), 1500);
    });
    return button;
  }

  const MOST_SHOWN = 60_000;

  async function bodyOf(response) {
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const pretty = isJson && text !== '' ? JSON.stringify(JSON.parse(text), null, 2) : text;
    if (pretty.length <= MOST_SHOWN) return pretty;
    return `${pretty.slice(0, MOST_SHOWN)}\n… and ${pretty.length - MOST_SHOWN} characters more`;
  }

  const SHOWN_HEADERS = ['etag', 'cache-control', 'location', 'link', 'retry-after', 'ratelimit'];

  /** Sends a call and shows what comes in `place`, which is emptied first. */
  async function run({ method, path, headers, body }, place) {
    const begun = performance.now();
    place.replaceChildren();
    place.hidden = false;
    try {
      const init = { method, headers, body: body ?? undefined, cache: 'no-store' };
      const response = await fetch(root + path.slice(1), init);
      const text = await bodyOf(response);
      const shown = SHOWN_HEADERS.flatMap((name) => {
        const value = response.headers.get(name);
        return value === null ? [] : [`${name}: ${value}\n`];
      });
      const status = element('span', {
        className: response.ok ? 'good' : 'bad',
        textContent: `${response.status} ${response.statusText}`.trim(),
      });
      const milliseconds = Math.round(performance.now() - begun);
      place.append(element('p', {}, status, ` in ${milliseconds} ms`));
      const listing = [...shown, shown.length > 0 && text !== '' ? '\n' : '', text].join('');
      place.append(element('pre', { tabIndex: 0, textContent: listing }));
    } catch (error) {
      place.append(element('p', { className: 'bad', textContent: `No answer: ${error.message}` }));
    }
  }

  /** Where answers appear; read out when they come. */
  const answerPlace = () => {
    const place = element('div', { className: 'answer', hidden: true });
    place.setAttribute('aria-live', 'polite');
    return place;
  };

  function runButton(figure) {
    const call = JSON.parse(figure.dataset.run);
    const place = answerPlace();
    figure.append(place);
    const button = element('button', { type: 'button', textContent: 'Run', className: 'main' });
    button.addEventListener('click', async () => {
      button.disabled = true;
      await run(call, place);
      button.disabled = false;
    });
    return button;
  }

  for (const figure of document.querySelectorAll('figure.code')) {
    let tools = figure.querySelector('.tools');
    if (!tools) {
      tools = element('div', { className: 'tools' });
      figure.append(tools);
    }
    if (figure.dataset.run) tools.prepend(runButton(figure));
    tools.append(copyButton(figure));
  }

  // Who chose a form of call once means it everywhere, and the next time too.
  const CHOICE = 'broadsheet:form';
  const radios = [...document.querySelectorAll('.call input')];
  const choose = (name) =>
    radios.filter(({ value }) => value === name).forEach((radio) => (radio.checked = true));
  let kept = null;
  try {
    kept = localStorage.getItem(CHOICE);
  } catch {
    // A browser that keeps nothing shows the first form.
  }
  if (kept !== null) choose(kept);
  for (const radio of radios) {
    radio.addEventListener('change', () => {
      const before = radio.getBoundingClientRect().top;
      choose(radio.value);
      // What changed further up must not move what the reader looks at.
      scrollBy(0, radio.getBoundingClientRect().top - before);
      try {
        localStorage.setItem(CHOICE, radio.value);
      } catch {
        // See above.
      }
    });
  }

  // What stands beside the page on a desk is folded together on a phone. Styles show it all the same; this says so.
  const isWide = matchMedia('(min-width: 60rem)');
  const fold = document.querySelector('.fold');
  const foldOrUnfold = () => {
    if (fold) fold.open = isWide.matches;
  };
  foldOrUnfold();
  isWide.addEventListener('change', foldOrUnfold);

  window.docs = { element, run, answerPlace, isWide };
})();
