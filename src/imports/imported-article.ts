import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsEnum,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { BodyInput } from '../body/body.js';
import { AreAddresses, AreNames, IsInstant, IsLanguage } from '../platform/http/rules.js';
import { CommentPolicy, DISCUSSION_DAYS } from '../site/comment-policy.view.js';
import { HasItsTime, WEB_URL } from './import-rules.js';
import { ImportedImage } from './imported-image.js';
import {
  AreAuthors,
  AreTags,
  type ImportedAuthor,
  type ImportedSection,
  type ImportedTag,
  IsSection,
  type Term,
} from './imported-terms.js';

export { ImportedImage };

const Trimmed = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** Most comments of one story. */
export const MAX_COMMENTS = 100_000;

export class ImportedRights {
  @IsOptional() @IsBoolean() syndicate?: boolean;
  @IsOptional() @IsString() @MaxLength(500) holder?: string | null;
  @IsOptional() @IsString() @MaxLength(500) credit?: string | null;
  @IsOptional() @IsInstant() embargoUntil?: string | null;
}

export class ImportedSeo {
  @IsOptional() @IsString() @MaxLength(500) title?: string | null;
  @IsOptional() @IsString() @MaxLength(2_000) description?: string | null;
}

export class ImportedComment {
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) externalId?: string | null;
  @IsOptional() @IsString() @MaxLength(200) parentExternalId?: string | null;
  @Trimmed() @IsString() @IsNotEmpty() @MaxLength(200) name: string;
  @IsOptional() @IsString() @MaxLength(254) email?: string | null;
  @IsOptional() @IsUrl(WEB_URL) @MaxLength(2_000) website?: string | null;
  @IsString() @IsNotEmpty() @MaxLength(100_000) body: string;
  @IsInstant() createdAt: string;
  @IsOptional() @IsIn(['approved', 'pending', 'rejected', 'spam']) status?:
    'approved' | 'pending' | 'rejected' | 'spam';
}

/** A note to a story that readers have seen. */
export class ImportedCorrection {
  @IsIn(['correction', 'clarification', 'update']) kind: 'correction' | 'clarification' | 'update';
  @IsString() @IsNotEmpty() @MaxLength(5_000) text: string;
  @IsInstant() at: string;
}

/** Which version of a story this is where it comes from. Of two that both have a number the higher is newer. */
export interface SourceVersion {
  readonly number: number | null;
  /** When it was made, by RFC 3339. */
  readonly at: string | null;
}

export const IMPORTED_STATUSES = [
  'draft',
  'scheduled',
  'published',
  'expired',
  'unpublished',
  'retracted',
] as const;

/** One line of an NDJSON import: a story with what is known of it elsewhere. */
export class ImportedArticle {
  @Trimmed() @IsString() @IsNotEmpty() @MaxLength(200) externalId: string;
  /** What a new story is known by here, where nothing else is. */
  @IsOptional() @IsUUID() id?: string | null;
  @Trimmed() @IsString() @IsNotEmpty() @MaxLength(500) headline: string;
  @Trimmed() @IsNotEmpty() @IsSection() section: Term<ImportedSection>;
  @IsOptional() @IsString() @MaxLength(200) slug?: string | null;
  @IsOptional() @IsString() @MaxLength(2_000) dek?: string | null;
  @IsOptional() @IsString() @MaxLength(5_000) excerpt?: string | null;
  /** One of `{ html }`, `{ markdown }`, `{ text }`, `{ blocks }`; checked where it is read. */
  @IsObject() body: BodyInput;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @AreAuthors()
  authors?: Term<ImportedAuthor>[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @AreTags()
  tags?: Term<ImportedTag>[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @AreNames()
  @MaxLength(200, { each: true })
  newTags?: string[];
  @IsOptional() @ValidateNested() @Type(() => ImportedImage) leadImage?: ImportedImage | null;
  @IsOptional() @IsLanguage() @MaxLength(35) language?: string | null;
  @IsOptional() @IsIn(IMPORTED_STATUSES) @HasItsTime() status?: (typeof IMPORTED_STATUSES)[number] | null;
  @IsOptional() @IsInstant() publishedAt?: string | null;
  @IsOptional() @IsInstant() publishAt?: string | null;
  @IsOptional() @IsInstant() expiresAt?: string | null;
  @IsOptional() @IsInstant() firstPublishedAt?: string | null;
  @IsOptional() @IsInstant() modifiedAt?: string | null;
  @IsOptional() @IsBoolean() sensitive?: boolean;
  /** Held at the top of the front page. */
  @IsOptional() @IsBoolean() featured?: boolean;
  @IsOptional() @IsEnum(CommentPolicy) commentPolicy?: `${CommentPolicy}` | null;
  @IsOptional()
  @IsInt()
  @Min(DISCUSSION_DAYS.min)
  @Max(DISCUSSION_DAYS.max)
  commentsCloseAfterDays?: number | null;
  @IsOptional() @ValidateNested() @Type(() => ImportedRights) rights?: ImportedRights | null;
  @IsOptional() @ValidateNested() @Type(() => ImportedSeo) seo?: ImportedSeo | null;
  @IsOptional() @IsUrl(WEB_URL) @MaxLength(2_000) canonicalUrl?: string | null;
  @IsOptional() @IsString() @MaxLength(5_000) notice?: string | null;
  @IsOptional() @IsInstant() retractedAt?: string | null;
  /** Stories with the same one are one story in several languages. */
  @IsOptional() @IsUUID() translationGroup?: string | null;
  @IsOptional() @IsBoolean() neverRecommend?: boolean;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => ImportedCorrection)
  corrections?: ImportedCorrection[];
  @IsOptional() @IsString() @MaxLength(10_000) note?: string | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @AreNames()
  @MaxLength(200, { each: true })
  formerSlugs?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1_000)
  @AreAddresses()
  @MaxLength(2_000, { each: true })
  formerUrls?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_COMMENTS)
  @ValidateNested({ each: true })
  @Type(() => ImportedComment)
  comments?: ImportedComment[];
  /** What an export says of the story where it came from; nothing follows from it here. */
  @IsOptional() @IsString() @MaxLength(2_000) url?: string | null;
  @IsOptional() @IsInt() version?: number | null;
  @IsOptional() @IsInstant() updatedAt?: string | null;
  /** An older one than what came in last changes nothing. Lines of NDJSON have none. */
  declare sourceVersion?: SourceVersion;
}
