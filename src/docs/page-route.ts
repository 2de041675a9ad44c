import { applyDecorators, Get } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { Needs } from '../platform/api/needs.js';

/** A GET route that answers with something for people to look at. `openapi.json` is for programs, and leaves it out. */
export const PageRoute = (path: string) => applyDecorators(Get(path), Needs('anyone'), ApiExcludeEndpoint());
