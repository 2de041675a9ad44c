import { ObjectType } from '@nestjs/graphql';
import { Public } from '../platform/api/view.js';

@ObjectType({ description: 'The point that a crop must keep.' })
export class FocalPoint {
  @Public('float', 'Fraction of the width, from the left.') x: number;
  @Public('float', 'Fraction of the height, from the top.') y: number;
}

@ObjectType({ description: 'A picture by reference.' })
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
  @Public('text', 'Ready value of the HTML attribute; empty when only one size is known.') srcset: string;
}
