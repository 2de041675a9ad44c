import { DomainError, type FieldError } from './errors.js';

/** The payload of a mutation: what came of it, or its faults with everything else null. */
export type Payload<Result extends object> =
  (Result & { errors: FieldError[] }) | ({ [Name in keyof Result]: null } & { errors: FieldError[] });

/**
 * Runs a mutation. What it is refused with is part of the payload, and not an error of the query: the faults of the
 * input, or the refusal itself with the pointer to the whole.
 * @param names fields of the payload that are null then
 */
export async function payloadOf<Result extends object>(
  names: readonly (keyof Result & string)[],
  work: () => Promise<Result>,
): Promise<Payload<Result>> {
  try {
    return { ...(await work()), errors: [] };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const nothing = Object.fromEntries(names.map((name) => [name, null])) as {
      [Name in keyof Result]: null;
    };
    return { ...nothing, errors: faultsOf(error) };
  }
}

const faultsOf = ({ errors, code, message }: DomainError): FieldError[] =>
  errors.length > 0 ? [...errors] : [{ pointer: '', code, detail: message }];
