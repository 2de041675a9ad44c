import { Args, Info, Query, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrentViewer } from '../access/viewer.decorators.js';
import { payloadSelection } from '../platform/api/graphql-selection.js';
import { type Payload, payloadOf } from '../platform/api/mutation.js';
import { Needs } from '../platform/api/needs.js';
import { type Viewer, viewerClass } from '../platform/api/viewer.js';
import { WriteMutation } from '../platform/api/write-route.js';
import { validateInput } from '../platform/http/validation.js';
import { SiteSettingsService } from './site-settings.service.js';
import { UpdateSiteInput } from './site.inputs.js';
import { SiteQuery } from './site.query.js';
import { Site, SitePayload } from './site.view.js';

@Resolver(() => Site)
export class SiteResolver {
  constructor(
    private readonly query: SiteQuery,
    private readonly settings: SiteSettingsService,
  ) {}

  @Query(() => Site, { description: 'What the site says of itself.' })
  @Needs('anyone')
  site(@CurrentViewer() viewer: Viewer, @Info() info: GraphQLResolveInfo): Promise<Site | null> {
    return this.query.getInGraphql(info, viewerClass(viewer));
  }

  @WriteMutation(() => SitePayload, {
    needs: 'admin',
    description: 'Changes the settings of the site. What is left out is left alone, labels among it.',
  })
  updateSite(
    @Args('input', { type: () => UpdateSiteInput, description: 'What to change.' }) raw: object,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Payload<{ site: Site }>> {
    return payloadOf(['site'], async () => {
      const { version, ...patch } = await validateInput(UpdateSiteInput, raw);
      await this.settings.update(patch, [version], new Date());
      return { site: await this.query.whole(payloadSelection(info, 'site')) };
    });
  }
}
