import { Type } from 'class-transformer';
import {
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { WEB_URL } from './import-rules.js';

/** Fractions of width and height, from the top left corner. */
class ImportedFocalPoint {
  @IsNumber() @Min(0) @Max(1) x: number;
  @IsNumber() @Min(0) @Max(1) y: number;
}

/** A picture by reference, as it stands in an import. */
export class ImportedImage {
  @IsUrl(WEB_URL) @MaxLength(2_000) url: string;
  @IsOptional() @IsString() @MaxLength(2_000) alt?: string | null;
  @IsOptional() @IsInt() @Min(1) @Max(100_000) width?: number | null;
  @IsOptional() @IsInt() @Min(1) @Max(100_000) height?: number | null;
  @IsOptional() @IsString() @MaxLength(5_000) caption?: string | null;
  @IsOptional() @IsString() @MaxLength(500) credit?: string | null;
  /** The point that a crop keeps. */
  @IsOptional() @ValidateNested() @Type(() => ImportedFocalPoint) focalPoint?: ImportedFocalPoint | null;
}
