import { ObjectType } from '@nestjs/graphql';
import { listOf } from '../platform/api/list.view.js';
import { InputFault } from '../platform/api/mutation.view.js';
import { Public } from '../platform/api/view.js';

@ObjectType({ description: 'The point that a crop must keep.' })
export class FocalPoint {
  @Public('float', 'Fraction of the width, from the left.') x: number;
  @Public('float', 'Fraction of the height, from the top.') y: number;
}

@ObjectType({ description: 'A picture: one that was uploaded, or one by reference.' })
export class Image {
  @Public('id', 'Identifier.') id: string;
  @Public('url', 'Where the picture is.') url: string;
  @Public('int', 'Width in pixels.', { nullable: true }) width: number | null;
  @Public('int', 'Height in pixels.', { nullable: true }) height: number | null;
  @Public('text', 'What the picture shows, for those who do not see it; empty when it only decorates.')
  alt: string;
  @Public('text', 'Text below the picture.', { nullable: true }) caption: string | null;
  @Public('text', 'Who made or owns it.', { nullable: true }) credit: string | null;
  @Public(() => FocalPoint, 'The point that a crop must keep.', { nullable: true })
  focalPoint: FocalPoint | null;
  @Public('text', 'Ready value of the HTML attribute; empty when no width is known.') srcset: string;
}

@ObjectType({ description: 'A picture with what those need to know who look after it.' })
export class MediaImage extends Image {
  @Public('int', 'Grows with every change; changes are based on it.') version: number;
  @Public('url', 'The stored file itself, as large as it is; null for a picture by reference.', {
    nullable: true,
  })
  fileUrl: string | null;
  @Public('text', 'Media type of the stored file; null for a picture by reference.', { nullable: true })
  mediaType: string | null;
  @Public('int', 'Bytes of the stored file; null for a picture by reference.', { nullable: true })
  byteSize: number | null;
  @Public('truth', 'Whether it moves.') animated: boolean;
  @Public('instant', 'When it came in.') createdAt: string;
  @Public('instant', 'When what is known of it last changed.') updatedAt: string;
}

/** One page of pictures. */
export const MediaImageList = listOf('MediaImage', () => MediaImage);

@ObjectType({ description: 'What came of changing a picture.' })
export class UpdateImagePayload {
  @Public(() => MediaImage, 'The picture, changed.', { nullable: true }) image: MediaImage | null;
  @Public(() => [InputFault], 'Why it was not changed; empty when it was.') errors: InputFault[];
}

@ObjectType({ description: 'What came of removing a picture.' })
export class DeleteImagePayload {
  @Public('id', 'Id of the picture that is gone.', { nullable: true }) id: string | null;
  @Public(() => [InputFault], 'Why it was not removed; empty when it was.') errors: InputFault[];
}
