import { InputType } from '@nestjs/graphql';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Input } from '../platform/api/input.js';

const ALT = { optional: true, blank: true, max: 1_000 } as const;
const WORDS = { optional: true, blank: true, max: 2_000 } as const;

/** The parts of the form beside the file. Numbers were read from their texts. */
export class UploadFields {
  @Input('text', 'What the picture shows, for those who do not see it; empty when it only decorates.', ALT)
  alt?: string | null;
  @Input('text', 'Text below the picture.', WORDS) caption?: string | null;
  @Input('text', 'Who made or owns it.', WORDS) credit?: string | null;
  @Input('share', 'The point that a crop must keep: fraction of the width, from the left.', {
    optional: true,
  })
  focalX?: number | null;
  @Input('share', 'Fraction of the height, from the top. With `focalX`, or neither.', { optional: true })
  focalY?: number | null;
}

@ApiSchema({ description: 'A picture to keep.' })
export class UploadForm extends UploadFields {
  @ApiProperty({
    type: 'string',
    format: 'binary',
    description: 'The picture: JPEG, PNG, GIF, WebP or AVIF, by its content and whatever its name.',
  })
  file: unknown;
}

@ApiSchema({ description: 'The point that a crop must keep.' })
@InputType({ description: 'The point that a crop must keep.' })
export class FocalPointInput {
  @Input('share', 'Fraction of the width, from the left.') x: number;
  @Input('share', 'Fraction of the height, from the top.') y: number;
}

@ApiSchema({ description: 'What to change of a picture.' })
@InputType({ isAbstract: true })
export class ImageChanges {
  @Input('text', 'What the picture shows, for those who do not see it; empty when it only decorates.', ALT)
  alt?: string | null;
  @Input('text', 'Text below the picture.', WORDS) caption?: string | null;
  @Input('text', 'Who made or owns it.', WORDS) credit?: string | null;
  @Input(() => FocalPointInput, 'The point that a crop must keep; null for the middle.', { optional: true })
  focalPoint?: FocalPointInput | null;
}

@InputType({ description: 'What to change of a picture.' })
export class UpdateImageInput extends ImageChanges {
  @Input('id', 'Id of the picture.') id: string;
  @Input('int', 'The version that the change is based on.', { min: 1 }) version: number;
}

@InputType({ description: 'A picture to remove.' })
export class DeleteImageInput {
  @Input('id', 'Id of the picture.') id: string;
  @Input('int', 'The version that the removal is based on.', { min: 1 }) version: number;
}
