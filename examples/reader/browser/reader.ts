/**
 * What the pages do better with a script: the browser's share sheet, players on a click, comments that come and go
 * without a new page. Everything works without it, and it knows no address or word of its own: it follows the links and
 * forms of the page and takes what it needs from the pages they lead to.
 */

/** What the API asks for, as `Challenge` of the pages' own answers has it. */
interface Challenge {
  readonly parameters: {
    readonly nonce: string;
    readonly salt: string;
    readonly cost: number;
    readonly keyLength: number;
    readonly keyPrefix: string;
  };
  readonly signature: string;
}

/** The page at an address, with the status that it came with. */
async function load(url: string, form?: URLSearchParams) {
  const init = form ? { method: 'POST', body: form } : {};
  const response = await fetch(url, init);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  return { ok: response.ok, url: new URL(response.url), page };
}

/** Leaves a click to the browser where it means more than to follow a link here. */
const isPlain = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

/** Calls `act` for clicks on what fits the selector, now or later on the page. */
function onClick(selector: string, act: (element: HTMLElement) => void | Promise<void>): void {
  document.addEventListener('click', (event) => {
    const element = (event.target as Element).closest<HTMLElement>(selector);
    if (!element || !isPlain(event)) return;
    event.preventDefault();
    // A link that cannot be followed here is followed by the browser, which says what is wrong.
    Promise.resolve(act(element)).catch(() => {
      if (element instanceof HTMLAnchorElement) location.assign(element.href);
    });
  });
}

/** Says something where it is read out. */
function say(inside: Element | null, text: string): void {
  const place = inside?.querySelector(':scope > :is([role="status"], [role="alert"])');
  if (place) place.textContent = text;
}

function sharing(): void {
  const sheet = document.querySelector<HTMLButtonElement>('.share .sheet button');
  const { title, text, url } = sheet?.dataset ?? {};
  if (sheet && 'share' in navigator) {
    sheet.classList.add('ready');
    // Closing the sheet without sharing rejects, and is no failure.
    sheet.addEventListener('click', () => navigator.share({ title, text, url }).catch(() => {}));
  }
  onClick('[data-copy]', async (link) => {
    await navigator.clipboard.writeText((link as HTMLAnchorElement).href);
    say(link.closest('.share'), link.dataset['copy'] ?? '');
  });
}

/** Puts a button before each player that is known; nothing is asked of its provider before it is pressed. */
function players(): void {
  const words = document.querySelector<HTMLElement>('[data-embed]')?.dataset['embed'] ?? '';
  for (const figure of document.querySelectorAll<HTMLElement>('.prose figure[data-player]')) {
    const link = figure.querySelector('a');
    const { player = '', embed = '' } = figure.dataset;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = `${words} ${embed}`;
    button.addEventListener('click', () => {
      const frame = document.createElement('iframe');
      frame.title = link?.textContent ?? embed;
      frame.allow = 'fullscreen; autoplay; encrypted-media; picture-in-picture';
      frame.referrerPolicy = 'strict-origin-when-cross-origin';
      frame.src = player;
      button.replaceWith(frame);
      frame.focus();
    });
    figure.prepend(button);
  }
}

const commentIn = (root: Document, id: string | null): HTMLElement | null =>
  id === null ? null : root.querySelector<HTMLElement>(`#comment-${CSS.escape(id)}`);

const focusOn = (element: Element | null | undefined): void => {
  if (!(element instanceof HTMLElement)) return;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: 'nearest' });
};

/** The list that replies to this comment stand in, made where there is none yet. */
function repliesTo(comment: Element): Element {
  const list = comment.querySelector(':scope > ol');
  if (list) return list;
  const made = document.createElement('ol');
  made.className = 'comments';
  comment.querySelector(':scope > article')?.after(made);
  return made;
}

/** `Show more` puts the comments of the page that it leads to where it stands. */
function moreComments(): void {
  onClick('[data-more]', async (link) => {
    const { ok, page } = await load((link as HTMLAnchorElement).href);
    if (!ok) throw new Error('No further comments');
    const place = link.closest('.more');
    const comment = place?.closest('.comment');
    const list = comment ? repliesTo(comment) : place?.parentElement?.querySelector(':scope > ol');
    const come = [...page.querySelectorAll<HTMLElement>('.discussion > ol > li')].filter(
      ({ id }) => !document.getElementById(id),
    );
    list?.append(...come);
    const next = page.querySelector('.discussion > .more');
    if (next) place?.replaceWith(next);
    else place?.remove();
    focusOn(come[0]);
  });
}

/** Moves the form below the comment that is to be answered, and back. */
function answering(): void {
  const reply = () => document.querySelector<HTMLElement>('section.reply');
  const home = document.createComment('');
  reply()?.after(home);

  function aim(parent: HTMLElement | null, parentId: string, title: (heading: HTMLElement) => string): void {
    const section = reply();
    const heading = section?.querySelector<HTMLElement>('h2');
    const input = section?.querySelector<HTMLInputElement>('[name="parentId"]');
    const cancel = section?.querySelector<HTMLElement>('.cancel');
    if (!section || !heading || !input || !cancel) return;
    input.value = parentId;
    heading.textContent = title(heading);
    cancel.hidden = parent === null;
    if (parent) parent.querySelector(':scope > article')?.after(section);
    else home.before(section);
  }

  const goHome = (): void => aim(null, '', (heading) => heading.dataset['title'] ?? '');

  onClick('[data-reply]', (link) => {
    const name = link.querySelector('span')?.textContent ?? '';
    aim(
      link.closest<HTMLElement>('.comment'),
      link.dataset['reply'] ?? '',
      (heading) => `${heading.dataset['answering']} ${name}`,
    );
    focusOn(reply()?.querySelector('input:not([type="hidden"])'));
  });
  onClick('.reply .cancel', () => {
    const comment = reply()?.closest('.comment');
    goHome();
    focusOn(comment?.querySelector('[data-reply]') ?? reply());
  });
  posting(goHome);
}

/** The form anew, with what its reader will not want to write again. */
function renewed(form: HTMLFormElement, page: Document): void {
  const fresh = page.querySelector<HTMLFormElement>('section.reply form');
  if (!fresh) return;
  for (const input of fresh.querySelectorAll<HTMLInputElement>('input:not([type="hidden"])')) {
    input.value = form.querySelector<HTMLInputElement>(`input[name="${input.name}"]`)?.value ?? '';
  }
  opened(fresh);
  document.querySelector('section.reply form')?.replaceWith(fresh);
}

/** Puts a comment that was taken where it belongs on this page; false when the answer holds none. */
function showPosted({ url, page }: { url: URL; page: Document }): boolean {
  const comment = commentIn(page, url.searchParams.get('comment'));
  if (!comment) return false;
  const above = comment.parentElement?.closest('.comment');
  const parent = above ? document.getElementById(above.id) : null;
  if (parent) repliesTo(parent).append(comment);
  else document.querySelector('#comments > ol')?.prepend(comment);
  comment.classList.add('posted');
  focusOn(comment);
  return true;
}

const bytesOf = (hexadecimal: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hexadecimal.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

const hexadecimalOf = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Does the work of an ALTCHA challenge: derives keys from the nonce and a counter until one begins as it is to. The
 * browser derives them beside the page, which stays as quick as it is.
 * @returns the solution as it is sent
 */
async function solutionOf(challenge: Challenge): Promise<string> {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const settings = { name: 'PBKDF2', hash: 'SHA-256', salt: bytesOf(salt), iterations: cost };
  const password = new Uint8Array([...bytesOf(nonce), 0, 0, 0, 0]);
  const counting = new DataView(password.buffer, password.length - 4);
  for (let counter = 0; ; counter += 1) {
    counting.setUint32(0, counter);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const derivedKey = hexadecimalOf(await crypto.subtle.deriveBits(settings, key, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) {
      return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
    }
  }
}

/** Solves what the form asks for; false when it asks for nothing. */
async function solve(form: HTMLFormElement): Promise<boolean> {
  const input = form.querySelector<HTMLInputElement>('[data-challenge]');
  if (!input) return false;
  input.value = await solutionOf(JSON.parse(input.dataset['challenge'] ?? '') as Challenge);
  return true;
}

/** Notes when a form was opened that does not know it yet. */
function opened(form: HTMLFormElement | null): void {
  const input = form?.querySelector<HTMLInputElement>('[name="openedAt"]');
  if (input && input.value === '') input.value = new Date().toISOString();
}

/** Sends the form without leaving the page. What is not taken comes back as the form with its faults. */
function posting(goHome: () => void): void {
  opened(document.querySelector('section.reply form'));

  /** @param mayBeAsked whether work is done that the answer asks for; it would not end otherwise */
  async function post(form: HTMLFormElement, mayBeAsked = true): Promise<void> {
    const fields = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    const answer = await load(form.action, fields);
    if (answer.ok && showPosted(answer)) {
      renewed(form, answer.page);
      goHome();
      return;
    }
    const faulty = answer.page.querySelector<HTMLFormElement>('section.reply form');
    if (!faulty) throw new Error('Not a page of the story');
    if (mayBeAsked && (await solve(faulty))) return post(faulty, false);
    document.querySelector('section.reply form')?.replaceWith(faulty);
    faulty.querySelector<HTMLElement>('[autofocus]')?.focus();
  }

  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.closest('section.reply')) return;
    event.preventDefault();
    const button = form.querySelector('button');
    if (button) button.disabled = true;
    say(form, '');
    post(form)
      .catch(() => say(form, form.dataset['failed'] ?? ''))
      .finally(() => {
        if (button) button.disabled = false;
      });
  });
}

/** Fetches the thread of a comment whose address was followed, when it is not among those on the page. */
function permalinks(): void {
  async function open(): Promise<void> {
    const id = /^#comment-(.+)$/.exec(location.hash)?.[1];
    const comments = document.querySelector('#comments');
    if (!id || !comments || commentIn(document, id)) return;
    const { page } = await load(`${location.pathname}?comment=${id}`);
    const there = page.querySelector('#comments');
    if (!commentIn(page, id) || !there) return;
    comments.replaceWith(there);
    commentIn(document, id)?.scrollIntoView();
    focusOn(commentIn(document, id));
  }
  const follow = (): void => void open().catch(() => {});
  addEventListener('hashchange', follow);
  follow();
}

for (const enhance of [sharing, players, moreComments, answering, permalinks]) enhance();
