import { type ArgumentMetadata, Body, type PipeTransform } from '@nestjs/common';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate, type ValidationError, ValidationTypes } from 'class-validator';
import { invalidInput, type FieldError } from '../api/errors.js';
import { pointerToken, unsafeValue } from './body-guard.js';

/** Enough to mend any honest form at once, and a bound on the size of the answer to a dishonest one. */
const MAX_FAULTS = 50;

const UNSCHEMED: ReadonlySet<unknown> = new Set([String, Number, Boolean, Array, Object, Date]);

/**
 * Turns JSON bodies, and the arguments of GraphQL operations, into instances of their input class and validates them.
 * @throws DomainError INVALID_INPUT with one error for each faulty field. Its code is `REQUIRED`, `TOO_LONG`,
 * `TOO_SHORT`, `INVALID_EMAIL`, `INVALID_URL`, `UNKNOWN_FIELD` or `INVALID`, unless the rule names one itself:
 * `@Matches(…, { context: { code: 'INVALID_SLUG' } })`.
 */
export const validationPipe = (): PipeTransform => ({
  transform: (value: unknown, { type, metatype }: ArgumentMetadata) => {
    if (type !== 'body') return value;
    const isSchemed = metatype !== undefined && !UNSCHEMED.has(metatype);
    if (isSchemed) return validateInput(metatype as ClassConstructor<object>, value);
    refuseUnsafe(value);
    return value;
  },
});

/** A controller's parameter that takes the JSON body, checked by its class. A global pipe would also run for GraphQL. */
export const JsonBody = (): ParameterDecorator => Body(validationPipe());

/** The same for a body that may be left out, which says as much as `{}`. */
export const OptionalBody = (): ParameterDecorator => {
  const pipe = validationPipe();
  return Body({
    transform: (value: unknown, target: ArgumentMetadata) => pipe.transform(value ?? {}, target),
  });
};

/**
 * An input of the given class made from a plain object, checked as `validationPipe` does.
 * @throws DomainError INVALID_INPUT
 */
export async function validateInput<T extends object>(type: ClassConstructor<T>, value: unknown): Promise<T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidInput([{ pointer: '', code: 'INVALID', detail: 'The body must be a JSON object.' }]);
  }
  refuseUnsafe(value);
  const input = plainToInstance(type, value);
  const faults = await validate(input, { whitelist: true, forbidNonWhitelisted: true });
  const found = faults.flatMap((fault) => fieldErrors(fault, ''));
  const reported = new Set(found.map(({ pointer }) => pointer));
  const further = [...blankFields(input, ''), ...machineryFields(value, input, '')];
  const errors = [...found, ...further.filter(({ pointer }) => !reported.has(pointer))];
  if (errors.length > 0) throw invalidInput(errors.slice(0, MAX_FAULTS));
  return input;
}

function refuseUnsafe(value: unknown): void {
  const unsafe = unsafeValue(value);
  if (unsafe) throw invalidInput([unsafe]);
}

/** Texts of nothing but white space where `@IsNotEmpty` asks for content: class-validator lets them pass. */
function blankFields(value: unknown, pointer: string): FieldError[] {
  if (typeof value !== 'object' || value === null || !(Array.isArray(value) || isInstance(value))) return [];
  const rules = rulesOf(value).filter(({ name }) => name === 'isNotEmpty');
  return Object.entries(value).flatMap(([name, child]) => {
    const childPointer = `${pointer}/${pointerToken(name)}`;
    if (typeof child !== 'string') return blankFields(child, childPointer);
    const isBlankText = child.trim() === '' && rules.some(({ propertyName }) => propertyName === name);
    return isBlankText ? [required(name, childPointer)] : [];
  });
}

/** Names that every object has. class-transformer passes over them, so they are looked for in what was sent. */
const MACHINERY: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

function machineryFields(sent: unknown, input: unknown, pointer: string): FieldError[] {
  if (typeof sent !== 'object' || sent === null || typeof input !== 'object' || input === null) return [];
  if (!(Array.isArray(input) || isInstance(input))) return [];
  return Object.entries(sent).flatMap(([name, child]) => {
    const childPointer = `${pointer}/${pointerToken(name)}`;
    if (MACHINERY.has(name)) return [unknownField(name, childPointer)];
    return machineryFields(child, (input as Record<string, unknown>)[name], childPointer);
  });
}

const unknownField = (name: string, pointer: string): FieldError => ({
  pointer,
  code: 'UNKNOWN_FIELD',
  detail: `There is no field ${name}.`,
});

/** Made from an input class; free-form JSON objects have no rules. */
const isInstance = (value: object): boolean =>
  typeof value.constructor === 'function' && value.constructor !== Object;

const required = (name: string, pointer: string): FieldError => ({
  pointer,
  code: 'REQUIRED',
  detail: `${name} is required.`,
});

function fieldErrors(fault: ValidationError, parent: string): FieldError[] {
  const pointer = `${parent}/${pointerToken(fault.property)}`;
  const own = ownError(fault, pointer);
  return own ? [own] : (fault.children ?? []).flatMap((child) => fieldErrors(child, pointer));
}

/** The rules whose failure says most come first; a field is reported once. */
const RULES: ReadonlyArray<readonly [rule: string, code: string]> = [
  ['whitelistValidation', 'UNKNOWN_FIELD'],
  ...['isString', 'isBoolean', 'isInt', 'isNumber', 'isArray', 'isObject', 'nestedValidation'].map(
    (rule) => [rule, 'INVALID'] as const,
  ),
  ['maxLength', 'TOO_LONG'],
  ['arrayMaxSize', 'TOO_LONG'],
  ['minLength', 'TOO_SHORT'],
  ['arrayMinSize', 'TOO_SHORT'],
  ['arrayNotEmpty', 'TOO_SHORT'],
  ['isEmail', 'INVALID_EMAIL'],
  ['isUrl', 'INVALID_URL'],
];

function ownError(fault: ValidationError, pointer: string): FieldError | undefined {
  const failed = Object.keys(fault.constraints ?? {});
  const [first] = failed;
  if (first === undefined) return undefined;
  const name = fault.property.slice(0, 100);
  if (failed.includes('whitelistValidation')) {
    return unknownField(name, pointer);
  }
  if (isBlank(fault.value) && isRequired(fault)) return required(name, pointer);
  const known = RULES.find(([rule]) => failed.includes(rule));
  const rule = known?.[0] ?? (failed.includes('isLength') ? 'isLength' : first);
  const named: unknown = fault.contexts?.[rule]?.code;
  const code = typeof named === 'string' ? named : (known?.[1] ?? codeOf(rule, fault));
  return { pointer, code, detail: sentence(fault.constraints?.[rule] ?? `${name} is not acceptable`) };
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** Required is what no `@IsOptional` or `@ValidateIf` excuses. */
const isRequired = (fault: ValidationError): boolean =>
  !rulesOfField(fault).some(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);

function codeOf(rule: string, fault: ValidationError): string {
  if (rule !== 'isLength') return 'INVALID';
  const minimum: unknown = rulesOfField(fault).find(({ name }) => name === 'isLength')?.constraints?.[0];
  // Counted in code points, as class-validator does.
  const isShort =
    typeof fault.value === 'string' && typeof minimum === 'number' && [...fault.value].length < minimum;
  return isShort ? 'TOO_SHORT' : 'TOO_LONG';
}

const rulesOf = (target: object | undefined) =>
  target ? getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', true, false) : [];

const rulesOfField = ({ target, property }: ValidationError) =>
  rulesOf(target).filter(({ propertyName }) => propertyName === property);

const sentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);
