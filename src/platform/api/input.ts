import { applyDecorators } from '@nestjs/common';
import { Field, ID, Int } from '@nestjs/graphql';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEnum,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { GraphQLDateTime, GraphQLJSON } from '../graphql/scalars.js';
import { AreNames, IsInstant, IsLanguage } from '../http/rules.js';
import type { ViewClass } from './view.js';

/** Letters, digits and hyphens, as slugs are made: what addresses need no escapes for. */
export const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** Ids have this form, and slugs never, so that one can be told from the other. */
const UUID_FORM = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const OWN_SLUG = new RegExp(`^(?!${UUID_FORM}$)[a-z0-9]+(?:-[a-z0-9]+)*$`);

const WEB_URL = {
  protocols: ['http', 'https'],
  require_protocol: true,
  require_tld: false,
  disallow_auth: true,
};
const DEFAULT_TEXT = 500;

const KINDS = {
  text: { graphql: String, schema: { type: 'string' } },
  slug: { graphql: String, schema: { type: 'string', pattern: SLUG.source } },
  url: { graphql: String, schema: { type: 'string', format: 'uri' } },
  language: { graphql: String, schema: { type: 'string' } },
  id: { graphql: ID, schema: { type: 'string', format: 'uuid' } },
  instant: { graphql: GraphQLDateTime, schema: { type: 'string', format: 'date-time' } },
  int: { graphql: Int, schema: { type: 'integer' } },
  share: { graphql: Number, schema: { type: 'number', minimum: 0, maximum: 1 } },
  truth: { graphql: Boolean, schema: { type: 'boolean' } },
  json: { graphql: GraphQLJSON, schema: { type: 'object', additionalProperties: true } },
} as const;

type Scalar = keyof typeof KINDS;
type EnumObject = Readonly<Record<string, string>>;

/** What an input field takes: a scalar by name, one of some words, or another input. */
export type InputKind = Scalar | { readonly enum: EnumObject; readonly name: string } | (() => ViewClass);

export interface InputOptions {
  /** May be left out, or be null. What is left out is left alone; null clears. */
  readonly optional?: boolean;
  /** May be left out, and is left alone then; but it cannot be cleared. */
  readonly kept?: boolean;
  /** Most characters of a text (500 when absent), or the largest number. */
  readonly max?: number;
  readonly min?: number;
  /** A list of so many at most, none of them twice. */
  readonly list?: number;
  /** Whether white space around a text is part of it. */
  readonly untrimmed?: boolean;
  /** Whether a text may be empty. */
  readonly blank?: boolean;
}

/**
 * Declares a field of an input once: its GraphQL type, its REST schema and the rules that it is held to. A list of
 * JSON is an array of objects.
 */
export function Input(kind: InputKind, description: string, options: InputOptions = {}): PropertyDecorator {
  return applyDecorators(
    Field(graphqlType(kind, options) as () => StringConstructor, {
      nullable: options.optional ?? options.kept ?? false,
      description,
    }),
    ApiProperty({
      description,
      ...(options.optional ? { required: false, nullable: true } : {}),
      ...(options.kept ? { required: false } : {}),
      ...schemaOf(kind, options),
    } as ApiPropertyOptions),
    ...(options.optional ? [IsOptional()] : []),
    ...(options.kept ? [ValidateIf((_, value) => value !== undefined)] : []),
    ...(options.list === undefined
      ? []
      : [IsArray(), ArrayMaxSize(options.list), ...(kind === 'json' ? [] : [ArrayUnique()])]),
    ...rulesOf(kind, options),
  ) as PropertyDecorator;
}

function graphqlType(kind: InputKind, { list }: InputOptions): () => unknown {
  return () => {
    const type =
      typeof kind === 'function' ? kind() : typeof kind === 'string' ? KINDS[kind].graphql : kind.enum;
    return list === undefined ? type : [type];
  };
}

function schemaOf(kind: InputKind, options: InputOptions): object {
  const isList = options.list !== undefined;
  const listed = isList ? { maxItems: options.list } : {};
  // Swagger knows a function that names a class from a class by this name of its own.
  if (typeof kind === 'function') return { type: () => (isList ? [kind()] : kind()), ...listed };
  if (typeof kind !== 'string') {
    return { enum: Object.values(kind.enum), enumName: kind.name, isArray: isList, ...listed };
  }
  const schema = { ...KINDS[kind].schema, ...limitsOf(kind, options) };
  return isList ? { type: 'array', items: schema, ...listed } : schema;
}

function limitsOf(kind: Scalar, { max, min, blank }: InputOptions): object {
  if (kind === 'int')
    return { ...(min === undefined ? {} : { minimum: min }), ...(max ? { maximum: max } : {}) };
  if (!isTextual(kind)) return {};
  return { maxLength: max ?? DEFAULT_TEXT, ...(kind === 'text' && !blank ? { minLength: 1 } : {}) };
}

const isTextual = (kind: Scalar): boolean => ['text', 'slug', 'url', 'language'].includes(kind);

function rulesOf(kind: InputKind, options: InputOptions): PropertyDecorator[] {
  const each = options.list !== undefined;
  // Nested rules alone would take a list for the object, and lose what is in it.
  if (typeof kind === 'function') return [IsObject({ each }), ValidateNested({ each }), Type(kind)];
  if (typeof kind !== 'string') return [IsEnum(kind.enum, { each })];
  const { max = DEFAULT_TEXT, min, untrimmed, blank } = options;
  const length = MaxLength(max, { each });
  switch (kind) {
    case 'text':
      return [
        ...(untrimmed ? [] : [Trimmed()]),
        IsString({ each }),
        ...(blank ? [] : [each ? AreNames() : IsNotEmpty()]),
        length,
      ];
    case 'slug':
      return [IsString({ each }), Matches(OWN_SLUG, { each, context: { code: 'INVALID_SLUG' } }), length];
    case 'url':
      return [Trimmed(), IsUrl(WEB_URL, { each }), length];
    case 'language':
      return [IsLanguage({ each }), length];
    case 'id':
      return [IsUUID('all', { each })];
    case 'instant':
      return [IsInstant()];
    case 'int':
      return [IsInt({ each }), ...(min === undefined ? [] : [Min(min)]), ...(options.max ? [Max(max)] : [])];
    case 'share':
      return [IsNumber(), Min(0), Max(1)];
    case 'truth':
      return [IsBoolean({ each })];
    case 'json':
      return [IsObject({ each })];
  }
}

const Trimmed = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(trimmed) : trimmed(value)));

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);
