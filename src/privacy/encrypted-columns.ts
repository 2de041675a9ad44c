import type { Purpose } from '../platform/secrets/key-ring.js';

/** A column of which every value was encrypted by the key ring. */
export interface EncryptedColumn {
  readonly table: string;
  /** `bytea`; null where there is nothing. */
  readonly column: string;
  readonly purpose: Purpose;
}

/** All of them: what is missing here keeps its key when keys are changed. */
export const ENCRYPTED_COLUMNS: readonly EncryptedColumn[] = [
  { table: 'comment_identity', column: 'email_cipher', purpose: 'comment-email' },
  { table: 'comment_identity', column: 'address_cipher', purpose: 'comment-address' },
  { table: 'kept_answer', column: 'answer_cipher', purpose: 'kept-answer' },
  { table: 'visit_salt', column: 'salt_cipher', purpose: 'visit-salt' },
  { table: 'webhook', column: 'secret_cipher', purpose: 'webhook-secret' },
  { table: 'webhook', column: 'former_secret_cipher', purpose: 'webhook-secret' },
];

/** Encrypted anew when everything else is: a server that cannot open it does not start. */
export const LAST_ENCRYPTED_COLUMN: EncryptedColumn = {
  ...{ table: 'installation', column: 'look_up_cipher', purpose: 'look-ups' },
};
