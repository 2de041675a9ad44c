import { Injectable } from '@nestjs/common';
import { viewerAt } from '../platform/api/as-of.js';
import { DomainError } from '../platform/api/errors.js';
import { may, type Viewer, type ViewerClass, viewerClass } from '../platform/api/viewer.js';
import { invalidPreviewToken } from '../previews/preview.errors.js';
import { PreviewTokensService } from '../previews/preview-tokens.service.js';
import { ArticleLookup } from './article-lookup.js';
import type { Sight } from './article-row.js';

/** How a story is shown to a caller. */
export interface Seen {
  readonly viewer: ViewerClass;
  readonly sight: Sight;
  /** Whether it is for the caller and this moment alone. */
  readonly momentary: boolean;
}

/** What a caller asks to see a story with. */
export interface Asked {
  /** Id or slug. */
  readonly reference: string;
  readonly asOf?: Date | string | null;
  /** A preview token. */
  readonly preview?: string | null;
}

/** Decides how a story is shown to a caller: as readers see it, as they will, or as it is being written. */
@Injectable()
export class ArticleSights {
  constructor(
    private readonly tokens: PreviewTokensService,
    private readonly lookup: ArticleLookup,
  ) {}

  /**
   * A story alone: those who write see its working copy, with the version to base changes on.
   * @throws DomainError INVALID_PREVIEW_TOKEN, UNAUTHENTICATED, FORBIDDEN
   */
  async ofStory(viewer: Viewer, asked: Asked): Promise<Seen> {
    if (!asked.preview && !asked.asOf && may(viewer, 'content:write')) {
      return { viewer: 'reader', sight: 'working', momentary: false };
    }
    return this.ofPage(viewer, asked);
  }

  /**
   * What readers have around a story: the same for those who write, unless they come with a preview token.
   * @throws DomainError INVALID_PREVIEW_TOKEN, UNAUTHENTICATED, FORBIDDEN
   */
  async ofPage(viewer: Viewer, { reference, asOf, preview }: Asked): Promise<Seen> {
    if (!preview) return { viewer: viewerAt(viewer, asOf), sight: 'listed', momentary: false };
    const shown = await this.tokens.articleOf(preview);
    const id = shown && (await this.lookup.idOf(reference, 'reader', 'working').catch(nullIfUnknown));
    if (shown === null || id !== shown) throw invalidPreviewToken();
    // The token opens this story; what stands around it is as the caller would see it without.
    return { viewer: viewerClass(viewer), sight: 'working', momentary: true };
  }
}

/** A story that is not there; whatever else goes wrong is no fault of the token. */
function nullIfUnknown(error: unknown): null {
  if (error instanceof DomainError) return null;
  throw error;
}
