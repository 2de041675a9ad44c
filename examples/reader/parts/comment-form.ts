import type { Challenge, Comment, CommentForm, FormField, Site } from '../api/answers.js';
import { attributes, html, type Html } from '../html.js';

/** What a reader sent that was not taken, and why. */
export interface Attempt {
  readonly values: Readonly<Record<string, string>>;
  /** Faults by the name of their field. */
  readonly faults: Readonly<Record<string, string>>;
  /** What is wrong with all of it. */
  readonly message: string | null;
  /** What the browser has to solve before it sends the form again. */
  readonly challenge: Challenge | null;
}

/** A form that was not sent yet. */
export const UNTRIED: Attempt = { values: {}, faults: {}, message: null, challenge: null };

/** Values of `autocomplete` for what a browser may know of its user. */
const AUTOCOMPLETE: Readonly<Record<string, string>> = { name: 'name', email: 'email', url: 'url' };

/** The field that a form which comes back begins with: the first faulty one. */
function firstToMend({ faults, message }: Attempt): string | undefined {
  return Object.keys(faults)[0] ?? (message === null ? undefined : 'body');
}

function fieldHtml({ name, label, type, required, maxLength }: FormField, attempt: Attempt): Html {
  const { values, faults } = attempt;
  const value = values[name] ?? '';
  const fault = faults[name];
  const id = `reply-${name}`;
  const common = attributes({
    ...{ id, name, required, maxlength: maxLength, autofocus: name === firstToMend(attempt) },
    ...(fault ? { 'aria-invalid': 'true', 'aria-describedby': `${id}-fault` } : {}),
  });
  if (type === 'checkbox') {
    return html`<div class="field checkbox">
      <input ${common} ${attributes({ type, value: 'on', checked: value !== '' })} />
      <label for="${id}">${label}</label>
    </div>`;
  }
  const autocomplete = AUTOCOMPLETE[type] ?? AUTOCOMPLETE[name];
  const control =
    type === 'textarea'
      ? html`<textarea ${common} rows="6" dir="auto">${value}</textarea>`
      : html`<input ${common} ${attributes({ type, value, autocomplete })} />`;
  return html`<div class="field ${type}">
    <label for="${id}">${label}${required && html` <span aria-hidden="true">*</span>`}</label>
    ${control} ${fault && html`<p class="fault" id="${id}-fault">${fault}</p>`}
  </div>`;
}

/** A field that only programs find, which fill in whatever there is. */
const trapHtml = ({ name, label }: CommentForm['trap']): Html =>
  html`<div class="trap" aria-hidden="true">
    <label for="reply-${name}">${label}</label>
    <input id="reply-${name}" name="${name}" tabindex="-1" autocomplete="off" />
  </div>`;

/** What the script fills in: when the form was opened, and the solution of a challenge. */
const scriptedHtml = ({ values, challenge }: Attempt): Html =>
  html`<input type="hidden" name="openedAt" value="${values['openedAt']}" />
    ${challenge && html`<input type="hidden" name="challenge" data-challenge="${JSON.stringify(challenge)}" />`}`;

export interface FormContext {
  readonly form: CommentForm;
  readonly site: Site;
  /** Path of the story, which comments are posted to. */
  readonly path: string;
  readonly answered: Comment | null;
  readonly attempt: Attempt;
}

/** The form that the API describes, or why there is none. */
export function commentFormHtml({ form, site, path, answered, attempt }: FormContext): Html {
  const { labels } = site;
  if (!form.open) return html`<p id="reply" class="closed">${form.closedReason}</p>`;
  return html`<section id="reply" class="reply" aria-labelledby="reply-title" tabindex="-1">
    <h2 id="reply-title" data-title="${form.title}" data-answering="${labels.replyTo}">
      ${answered ? html`${labels.replyTo} <span dir="auto">${answered.author.name}</span>` : form.title}
    </h2>
    <form action="${path}" method="post" data-failed="${labels.tryAgain}">
      <p class="notice">${form.notice}</p>
      <p class="fault" role="alert">${attempt.message}</p>
      <input type="hidden" name="parentId" value="${answered?.id}" />
      ${scriptedHtml(attempt)} ${form.fields.map((field) => fieldHtml(field, attempt))} ${trapHtml(form.trap)}
      <p class="buttons">
        <button>${labels.submitReply}</button>
        <a href="${path}#reply" class="cancel" ${attributes({ hidden: !answered })}>${labels.cancelReply}</a>
      </p>
    </form>
  </section>`;
}
