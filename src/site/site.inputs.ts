import { InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Input } from '../platform/api/input.js';
import { SHARE_NETWORKS } from '../share-links/share-networks.js';
import { CommentPolicy, DISCUSSION_DAYS } from './comment-policy.view.js';
import { DEFAULT_LABELS, MAIL_LABELS } from './labels.js';
import type { MailLabels } from './site-label.js';
import { AnonymousAccess, type Labels } from './site.view.js';

/** Sections of a navigation, at most: more do not fit anywhere. */
const NAVIGATION = 50;
const NETWORKS = Object.keys(SHARE_NETWORKS);

export type LabelChoices = { readonly [Name in keyof Labels | keyof MailLabels]?: string | null };

@ApiSchema({ description: "The site's own words for the parts of a page." })
@InputType({ description: "The site's own words for the parts of a page." })
export class LabelsInput {}

for (const [name, usual] of Object.entries({ ...DEFAULT_LABELS, ...MAIL_LABELS })) {
  Input('text', `Instead of “${usual}”, which null brings back.`, { optional: true, max: 300 })(
    LabelsInput.prototype,
    name,
  );
}

@ApiSchema({ description: 'What to change of the site.' })
@InputType({ isAbstract: true })
export class SitePatch {
  @Input('text', 'Name of the publication.', { kept: true, max: 200 }) name?: string;
  @Input('text', 'Its motto.', { optional: true, max: 300 }) tagline?: string | null;
  @Input('language', 'Main language (BCP 47).', { kept: true, max: 35 }) language?: string;
  @Input('text', 'Line for the footer; null for none.', { optional: true, blank: true })
  copyrightNotice?: string | null;
  @Input('text', 'Slugs of the sections of the main navigation, in order: all of them.', {
    optional: true,
    list: NAVIGATION,
  })
  navigation?: string[] | null;
  @Input(() => LabelsInput, 'Words to change; the others stay. Null brings all the usual ones back.', {
    optional: true,
  })
  labels?: LabelChoices | null;
  @Input(
    'text',
    `Networks that stories are shared to, in order: all of them. Known are ${NETWORKS.join(', ')}.`,
    {
      optional: true,
      list: NETWORKS.length,
    },
  )
  @IsIn(NETWORKS, { each: true, message: `each of $property must be one of ${NETWORKS.join(', ')}` })
  shareNetworks?: string[] | null;
  @Input({ enum: CommentPolicy, name: 'CommentPolicy' }, 'How readers may comment.', { kept: true })
  commentPolicy?: CommentPolicy;
  @Input('int', 'Days after its publication in which a story takes comments; null for ever.', {
    optional: true,
    ...DISCUSSION_DAYS,
  })
  commentsCloseAfterDays?: number | null;
  @Input({ enum: AnonymousAccess, name: 'AnonymousAccess' }, 'What callers without a key may read.', {
    kept: true,
  })
  anonymousAccess?: AnonymousAccess;
}

@InputType({ description: 'What to change of the site.' })
export class UpdateSiteInput extends SitePatch {
  @Input('int', 'The version that the change is based on.') version: number;
}
