import { Module } from '@nestjs/common';
import { SearchController } from './search.controller.js';
import { SearchQuery } from './search.query.js';
import { SearchResolver } from './search.resolver.js';
import { SuggestQuery } from './suggest.query.js';

@Module({ controllers: [SearchController], providers: [SearchQuery, SuggestQuery, SearchResolver] })
export class SearchModule {}
