import type { ErrorCode } from '../platform/http/error-codes.js';
import { html, type Html } from './html.js';

/** A code may break after an underscore where there is little room. */
const breakable = (code: string): Html =>
  html`${code.split(/(?<=_)/).map((part, index) => html`${index > 0 && html`<wbr />`}${part}`)}`;

/** The one table of codes, by status. Each row has its code for an id: the `type` of a problem points to it. */
export function errorTable(codes: readonly ErrorCode[]): Html {
  const rows = [...codes].sort((one, other) => one.status - other.status || (one.code < other.code ? -1 : 1));
  return html`<div class="scroll" tabindex="0">
    <table class="codes">
      <thead>
        <tr>
          <th scope="col">Code</th>
          <th scope="col">Status</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ code, status, title, meaning }) =>
            html`<tr id="${code}">
              <th scope="row">
                <a href="#${code}"><code>${breakable(code)}</code></a>
              </th>
              <td>${status}</td>
              <td><strong>${title}.</strong> ${meaning}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
