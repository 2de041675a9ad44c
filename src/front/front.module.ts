import { Module } from '@nestjs/common';
import { FrontController } from './front.controller.js';
import { FrontQuery } from './front.query.js';
import { FrontResolver } from './front.resolver.js';

@Module({ controllers: [FrontController], providers: [FrontQuery, FrontResolver] })
export class FrontModule {}
