import { type DynamicModule, Module } from '@nestjs/common';
import { DocsAssets } from './docs-assets.js';
import { DOCS_OPTIONS, type DocsOptions, DocsPagesService } from './docs-pages.service.js';
import { DocsController } from './docs.controller.js';
import { EntryController } from './entry.controller.js';
import { ExampleStoryQuery } from './example-story.query.js';

/** The documentation that the application serves of itself. */
@Module({})
export class DocsModule {
  static forRoot(options: DocsOptions): DynamicModule {
    return {
      module: DocsModule,
      controllers: [EntryController, DocsController],
      providers: [
        { provide: DOCS_OPTIONS, useValue: options },
        { provide: DocsAssets, useFactory: () => new DocsAssets() },
        ExampleStoryQuery,
        DocsPagesService,
      ],
    };
  }
}
