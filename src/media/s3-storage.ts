import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { DeleteObjectsCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { FileSource, MediaStorage, StoredFile } from './media-storage.js';

export interface S3Options {
  /** Another service than Amazon's own; null for that one. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Whether the bucket is part of the path, as services without a host name for each bucket have it. */
  readonly forcePathStyle: boolean;
}

const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** Pictures in a bucket of Amazon S3, or of a service that speaks as it does. An object is there whole or not at all. */
export class S3Storage implements MediaStorage {
  private readonly client: S3Client;
  private readonly bucket: string;

  constructor({ endpoint, region, bucket, accessKeyId, secretAccessKey, forcePathStyle }: S3Options) {
    this.bucket = bucket;
    this.client = new S3Client({
      ...(endpoint === null ? {} : { endpoint }),
      region,
      forcePathStyle,
      credentials: { accessKeyId, secretAccessKey },
      requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
      // Not every service knows the checksums that newer clients send unasked.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async put(key: string, source: FileSource, mediaType: string): Promise<void> {
    const body = 'path' in source ? createReadStream(source.path) : source.content;
    const params = { Bucket: this.bucket, Key: key, Body: body, ContentType: mediaType };
    await new Upload({ client: this.client, params }).done();
  }

  async get(key: string): Promise<StoredFile | null> {
    try {
      const { Body, ContentLength } = await this.client.send(
        new GetObjectCommand({ Bucket: this.bucket, Key: key }),
      );
      return { bytes: ContentLength ?? 0, content: Body as Readable };
    } catch (error) {
      const { name } = error as Error;
      if (name === 'NoSuchKey' || name === 'NotFound') return null;
      throw error;
    }
  }

  async removeFolder(folder: string): Promise<void> {
    // What was listed is gone when the list is asked for again, so there is no page to remember.
    for (let keys = await this.keysIn(folder); keys.length > 0; keys = await this.keysIn(folder)) {
      const Objects = keys.map((Key) => ({ Key }));
      const { Errors = [] } = await this.client.send(
        new DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects, Quiet: true } }),
      );
      if (Errors.length > 0) throw new Error(`The storage did not remove an object: ${Errors[0]?.Code}`);
    }
  }

  private async keysIn(folder: string): Promise<string[]> {
    const { Contents = [] } = await this.client.send(
      new ListObjectsV2Command({ Bucket: this.bucket, Prefix: `${folder}/` }),
    );
    return Contents.flatMap(({ Key }) => Key ?? []);
  }
}
