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
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { BodyInput } from '../body/body.js';
import { AreAddresses, AreNames, IsInstant, IsLanguage } from '../platform/http/rules.js';
import { CommentPolicy, DISCUSSION_DAYS } from '../site/comment-policy.view.js';
import { HasItsTime } from './import-rules.js';

const Trimmed = () =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
const WEB_URL = { protocols: ['http', 'https'], require_protocol: true, require_tld: false };

/** Most comments of one story. */
export const MAX_COMMENTS = 100_000;

/** A picture by reference, as it stands in an import. */
export class ImportedImage {
  @IsUrl(WEB_URL) @MaxLength(2_000) url: string;
  @IsOptional() @IsString() @MaxLength(2_000) alt?: string | null;
  @IsOptional() @IsInt() @Min(1) @Max(100_000) width?: number | null;
  @IsOptional() @IsInt() @Min(1) @Max(100_000) height?: number | null;
  @IsOptional() @IsString() @MaxLength(5_000) caption?: string | null;
  @IsOptional() @IsString() @MaxLength(500) credit?: string | null;
}

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
  @Trimmed() @IsString() @IsNotEmpty() @MaxLength(500) headline: string;
  @Trimmed() @IsString() @IsNotEmpty() @MaxLength(200) section: string;
  @IsOptional() @IsString() @MaxLength(200) slug?: string | null;
  @IsOptional() @IsString() @MaxLength(2_000) dek?: string | null;
  @IsOptional() @IsString() @MaxLength(5_000) excerpt?: string | null;
  /** One of `{ html }`, `{ markdown }`, `{ text }`, `{ blocks }`; checked where it is read. */
  @IsObject() body: BodyInput;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @AreNames()
  @MaxLength(200, { each: true })
  authors?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @AreNames()
  @MaxLength(200, { each: true })
  tags?: string[];
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
  @IsOptional() @IsString() @MaxLength(10_000) note?: string | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @AreAddresses()
  @MaxLength(2_000, { each: true })
  formerUrls?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_COMMENTS)
  @ValidateNested({ each: true })
  @Type(() => ImportedComment)
  comments?: ImportedComment[];
  /** An older one than what came in last changes nothing. Lines of NDJSON have none. */
  declare sourceVersion?: SourceVersion;
}
