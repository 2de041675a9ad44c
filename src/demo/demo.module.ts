import { Module } from '@nestjs/common';
import { AuthorsModule } from '../authors/authors.module.js';
import { ImportsModule } from '../imports/imports.module.js';
import { MediaModule } from '../media/media.module.js';
import { PlacementsModule } from '../placements/placements.module.js';
import { RelatedStoriesModule } from '../related-stories/related-stories.module.js';
import { SectionsModule } from '../sections/sections.module.js';
import { SiteModule } from '../site/site.module.js';
import { TagsModule } from '../tags/tags.module.js';
import { DemoService } from './demo.service.js';

@Module({
  imports: [
    SiteModule,
    SectionsModule,
    AuthorsModule,
    TagsModule,
    MediaModule,
    PlacementsModule,
    RelatedStoriesModule,
    ImportsModule,
  ],
  providers: [DemoService],
  exports: [DemoService],
})
export class DemoModule {}
