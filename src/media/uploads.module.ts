import { type DynamicModule, Module } from '@nestjs/common';
import { DiskStorage } from './disk-storage.js';
import { MediaController } from './media.controller.js';
import { MediaQuery } from './media.query.js';
import { MediaResolver } from './media.resolver.js';
import { MediaService } from './media.service.js';
import { MEDIA_STORAGE, type MediaStorage } from './media-storage.js';
import { PictureWork } from './picture-work.js';
import { PicturesController } from './pictures.controller.js';
import { PicturesQuery } from './pictures.query.js';
import { PicturesService } from './pictures.service.js';
import type { S3Options } from './s3-storage.js';
import { UPLOAD_LIMITS, type UploadLimits } from './upload.interceptor.js';

export interface UploadsOptions {
  readonly limits: UploadLimits;
  readonly storage: { readonly folder: string } | S3Options;
}

/** The client for buckets is large, and loaded only where there is one. */
async function storageOf(options: UploadsOptions['storage']): Promise<MediaStorage> {
  if ('folder' in options) return new DiskStorage(options.folder);
  const { S3Storage } = await import('./s3-storage.js');
  return new S3Storage(options);
}

/** Pictures that the site keeps itself: taking them in, looking after them, and giving them out. */
@Module({})
export class UploadsModule {
  static forRoot({ limits, storage }: UploadsOptions): DynamicModule {
    return {
      module: UploadsModule,
      controllers: [MediaController, PicturesController],
      providers: [
        { provide: UPLOAD_LIMITS, useValue: limits },
        { provide: MEDIA_STORAGE, useFactory: () => storageOf(storage) },
        { provide: PictureWork, useValue: new PictureWork() },
        MediaQuery,
        MediaResolver,
        MediaService,
        PicturesQuery,
        PicturesService,
      ],
    };
  }
}
