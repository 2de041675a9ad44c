import { Module } from '@nestjs/common';
import { CollectionPagesController } from './collection-pages.controller.js';
import { CollectionPagesQuery } from './collection-pages.query.js';

@Module({ controllers: [CollectionPagesController], providers: [CollectionPagesQuery] })
export class CollectionPagesModule {}
