import { Module } from '@nestjs/common';
import { AuthorsModule } from '../authors/authors.module.js';
import { ImportsModule } from '../imports/imports.module.js';
import { MediaModule } from '../media/media.module.js';
import { PlacementsModule } from '../placements/placements.module.js';
import { RelatedStoriesModule } from '../related-stories/related-stories.module.js';
import { SectionsModule } from '../sections/sections.module.js';
import { SiteModule } from '../site/site.module.js';
import { TagsModule } from '../tags/tags.module.js';
import { DemoPicturesController } from './demo-pictures.controller.js';
import { DemoPicturesService } from './demo-pictures.service.js';
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
  controllers: [DemoPicturesController],
  providers: [DemoService, DemoPicturesService],
  exports: [DemoService],
})
export class DemoModule {}
