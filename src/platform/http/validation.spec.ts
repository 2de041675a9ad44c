import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsEmail,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  Length,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { describe, expect, it } from 'vitest';
import { DomainError, type FieldError } from '../api/errors.js';
import { validateInput, validationPipe } from './validation.js';

class PersonInput {
  @IsString()
  @IsNotEmpty()
  @MaxLength(5)
  name: string;
}

class FormInput {
  @IsString()
  @IsNotEmpty()
  @MaxLength(10)
  title: string;

  @IsEmail()
  email: string;

  @IsOptional()
  @IsUrl()
  website?: string | null;

  @IsOptional()
  @Length(3, 5)
  slug?: string;

  @IsOptional()
  @MinLength(2)
  word?: string;

  @IsOptional()
  @IsInt()
  count?: number;

  @IsOptional()
  @Matches(/^#/, { context: { code: 'INVALID_HASHTAG' }, message: 'hashtag must begin with #' })
  hashtag?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => PersonInput)
  author?: PersonInput;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(2)
  @ValidateNested({ each: true })
  @Type(() => PersonInput)
  items?: PersonInput[];

  @IsOptional()
  @IsObject()
  free?: Record<string, unknown>;
}

const valid = { title: 'A title', email: 'ada@example.org' };

async function faultsOf(value: unknown): Promise<readonly FieldError[]> {
  const error: unknown = await validateInput(FormInput, value).catch((thrown: unknown) => thrown);
  if (error instanceof FormInput) return [];
  if (!(error instanceof DomainError)) throw error;
  expect(error).toMatchObject({ code: 'INVALID_INPUT', status: 422 });
  return error.errors;
}

const codesOf = async (value: unknown) =>
  (await faultsOf(value)).map(({ pointer, code }) => `${pointer} ${code}`);

describe('validated input', () => {
  it('becomes an instance, null kept apart from absent', async () => {
    const input = await validateInput(FormInput, { ...valid, website: null, author: { name: 'Ada' } });
    expect(input).toBeInstanceOf(FormInput);
    expect(input.author).toBeInstanceOf(PersonInput);
    expect([input.website, input.slug]).toEqual([null, undefined]);
  });

  it('takes objects without a prototype, as GraphQL makes them', async () => {
    const bare = Object.assign(Object.create(null) as object, valid, {
      author: Object.assign(Object.create(null) as object, { name: 'Ada' }),
    });
    expect((await validateInput(FormInput, bare)).author).toBeInstanceOf(PersonInput);
  });

  it.each([
    [{}, ['/title REQUIRED', '/email REQUIRED']],
    [{ ...valid, title: null }, ['/title REQUIRED']],
    [{ ...valid, title: '  ' }, ['/title REQUIRED']],
    [{ ...valid, word: '  ' }, []],
    [{ ...valid, items: [{ name: ' ' }] }, ['/items/0/name REQUIRED']],
    [{ ...valid, email: ' ' }, ['/email REQUIRED']],
    [{ ...valid, email: 'ada' }, ['/email INVALID_EMAIL']],
    [{ ...valid, website: '' }, ['/website INVALID_URL']],
    [{ ...valid, website: 'javascript:alert(1)' }, ['/website INVALID_URL']],
    [{ ...valid, title: 'x'.repeat(11) }, ['/title TOO_LONG']],
    [{ ...valid, title: 7 }, ['/title INVALID']],
    [{ ...valid, slug: 'ab' }, ['/slug TOO_SHORT']],
    [{ ...valid, slug: '😀a' }, ['/slug TOO_SHORT']],
    [{ ...valid, constructor: 1 }, ['/constructor UNKNOWN_FIELD']],
    [{ ...valid, author: { name: 'Ada', constructor: 'x' } }, ['/author/constructor UNKNOWN_FIELD']],
    [{ ...valid, free: { toString: 1, hasOwnProperty: 'x' } }, []],
    [{ ...valid, free: { constructor: 'x' } }, ['/free/constructor UNKNOWN_FIELD']],
    [{ ...valid, any: [{ constructor: 'x' }] }, ['/any/0/constructor UNKNOWN_FIELD']],
    [{ ...valid, slug: 'abcdef' }, ['/slug TOO_LONG']],
    [{ ...valid, word: 'a' }, ['/word TOO_SHORT']],
    [{ ...valid, count: '7' }, ['/count INVALID']],
    [{ ...valid, hashtag: 'x' }, ['/hashtag INVALID_HASHTAG']],
    [{ ...valid, 'a/b~c': 1 }, ['/a~1b~0c UNKNOWN_FIELD']],
    [{ ...valid, author: {} }, ['/author/name REQUIRED']],
    [
      { ...valid, author: { name: 'x'.repeat(6), age: 1 } },
      ['/author/age UNKNOWN_FIELD', '/author/name TOO_LONG'],
    ],
    [{ ...valid, author: 'Ada' }, ['/author INVALID']],
    [{ ...valid, items: [{ name: 'Ada' }, { name: 1 }] }, ['/items/1/name INVALID']],
    [{ ...valid, items: [1, 2, 3] }, ['/items TOO_LONG']],
    [{ ...valid, title: 'a\0b' }, ['/title INVALID']],
    [{ ...valid, author: { name: '\ud800' } }, ['/author/name INVALID']],
    [{ ...valid, 'x\0': 1 }, [' INVALID']],
    [[], [' INVALID']],
    [null, [' INVALID']],
    [undefined, [' INVALID']],
    ['text', [' INVALID']],
  ])('of %j has the faults %j', async (value, codes) => {
    expect((await codesOf(value)).toSorted()).toEqual(codes.toSorted());
  });

  it('names the field and the limit', async () => {
    const details = (await faultsOf({ title: 'x'.repeat(11), extra: 1, hashtag: 'x' })).map(
      ({ detail }) => detail,
    );
    expect(details.toSorted()).toEqual([
      'There is no field extra.',
      'email is required.',
      'hashtag must begin with #.',
      'title must be shorter than or equal to 10 characters.',
    ]);
  });

  it('survives hostile nesting and bounds its answer', async () => {
    const nested = JSON.parse('{"author":'.repeat(50_000) + '1' + '}'.repeat(50_000)) as object;
    expect(await codesOf(nested)).toEqual([' INVALID']);
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, 1]));
    expect(await faultsOf(many)).toHaveLength(50);
  });

  it('is what the pipe gives for bodies; other values pass', async () => {
    const pipe = validationPipe();
    const body = { type: 'body', metatype: FormInput } as const;
    expect(await pipe.transform(valid, body)).toBeInstanceOf(FormInput);
    await expect(pipe.transform({}, body)).rejects.toThrow(DomainError);
    expect(await pipe.transform({ a: 1 }, { type: 'query', metatype: FormInput })).toEqual({ a: 1 });
    expect(await pipe.transform('x', { type: 'body', metatype: String })).toBe('x');
    expect(() => pipe.transform('a\0', { type: 'body', metatype: String })).toThrow(DomainError);
  });
});
