import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  MaxLength,
  ValidateNested,
  validateSync,
  type ValidationOptions,
} from 'class-validator';
import { check } from '../platform/http/rules.js';
import { ImportedImage } from './imported-image.js';
import { WEB_URL } from './import-rules.js';

/** A tag, or what sections and authors have in common: both its slug and its name are known. */
export class ImportedTag {
  @IsString() @IsNotEmpty() @MaxLength(200) slug: string;
  @IsString() @IsNotEmpty() @MaxLength(200) name: string;
}

class DescribedSection extends ImportedTag {
  @IsOptional() @IsString() @MaxLength(5_000) description?: string | null;
}

export class ImportedSection extends DescribedSection {
  /** The sections above it, from the top down. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => DescribedSection)
  parents?: DescribedSection[];
}

class ImportedLink {
  @IsString() @MaxLength(200) label: string;
  @IsUrl(WEB_URL) @MaxLength(2_000) url: string;
}

export class ImportedAuthor extends ImportedTag {
  @IsOptional() @IsString() @MaxLength(10_000) bio?: string | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => ImportedLink)
  links?: ImportedLink[];
  @IsOptional() @ValidateNested() @Type(() => ImportedImage) avatar?: ImportedImage | null;
}

/** A section, an author or a tag: its slug or name, or what more is known of it. */
export type Term<Known extends ImportedTag> = string | Known;

type TermClass = new () => ImportedTag;

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value.trim() !== '' && value.length <= 200;

const isKnown = (value: unknown, type: TermClass): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  validateSync(plainToInstance(type, value), { whitelist: true, forbidNonWhitelisted: true }).length === 0;

const isTerm = (value: unknown, type: TermClass): boolean => isText(value) || isKnown(value, type);

/** A section as `Term` says. */
export const IsSection = () =>
  check(
    'isSection',
    (value) => isTerm(value, ImportedSection),
    '$property must be a name, a slug, or an object with slug, name, description and parents',
  );

const each: ValidationOptions = { each: true };

/** A list of authors as `Term` says. */
export const AreAuthors = () =>
  check(
    'areAuthors',
    (value) => isTerm(value, ImportedAuthor),
    'each of $property must be a name, a slug, or an object with slug, name, bio, links and avatar',
    each,
  );

/** A list of tags as `Term` says. */
export const AreTags = () =>
  check(
    'areTags',
    (value) => isTerm(value, ImportedTag),
    'each of $property must be a name, a slug, or an object with slug and name',
    each,
  );
