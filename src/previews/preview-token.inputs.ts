import { InputType } from '@nestjs/graphql';
import { ApiHeader, ApiSchema } from '@nestjs/swagger';
import { Input } from '../platform/api/input.js';
import { text } from '../platform/http/query.js';

export const PREVIEW_SECONDS = { default: 3_600, min: 60, max: 7 * 24 * 3_600 } as const;

const ABOUT = 'A preview token of the story, to see it as it will be.';

/** `preview=`: for where no header can be sent, such as a link. */
export const previewParameter = text({ description: ABOUT, max: 200 }).optional();

/** `Preview-Token`, for the documentation. */
export const PreviewTokenHeader = (): MethodDecorator =>
  ApiHeader({ name: 'Preview-Token', required: false, description: ABOUT });

@ApiSchema({ description: 'A preview token to make.' })
@InputType({ isAbstract: true })
export class PreviewTokenInput {
  @Input('int', 'Seconds that it is valid; an hour when absent, seven days at most.', {
    optional: true,
    min: PREVIEW_SECONDS.min,
    max: PREVIEW_SECONDS.max,
  })
  expiresIn?: number | null;
}

@InputType({ description: 'A preview token to make.' })
export class CreatePreviewTokenInput extends PreviewTokenInput {
  @Input('text', 'Id or slug of the story.') articleId: string;
}
