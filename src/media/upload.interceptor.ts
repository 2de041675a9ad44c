import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { invalidInput } from '../platform/api/errors.js';
import { type FormLimits, type SpooledForm, withForm } from '../platform/http/multipart.js';
import { validateInput } from '../platform/http/validation.js';
import { UploadFields } from './image.inputs.js';
import { type ImageWords, MediaService } from './media.service.js';
import { takeIn, type TakenPicture } from './picture-intake.js';
import { PictureWork } from './picture-work.js';

export interface UploadLimits {
  readonly bytes: number;
  readonly megapixels: number;
}

/** Injection token of `UploadLimits`. */
export const UPLOAD_LIMITS = Symbol('UPLOAD_LIMITS');

const FIELD_BYTES = 8 * 1024;

/**
 * An upload, as the body of its request. Its JSON, which tells a request that is repeated from another one, has the
 * hash of the file as it came in place of where it lies.
 */
export class Upload {
  constructor(
    /** Of the picture, whose file is stored under it. */
    readonly id: string,
    readonly picture: TakenPicture,
    readonly words: ImageWords,
    private readonly sha256: string,
  ) {}

  toJSON(): object {
    return { words: this.words, sha256: this.sha256 };
  }
}

/**
 * Reads an upload to disk, checks the picture and stores it before anything else is done, so that no transaction waits
 * for a slow sender, for the decoding or for the storage. What is on disk is gone when the request is answered, and what
 * is stored too, when no picture came of it: the request was refused, or is repeated.
 */
@Injectable()
export class UploadInterceptor implements NestInterceptor {
  private readonly form: FormLimits;

  constructor(
    private readonly work: PictureWork,
    private readonly service: MediaService,
    @Inject(UPLOAD_LIMITS) private readonly limits: UploadLimits,
  ) {
    const fields = ['alt', 'caption', 'credit', 'focalX', 'focalY'];
    this.form = { filePart: 'file', fileBytes: limits.bytes, fields, fieldBytes: FIELD_BYTES };
  }

  /** @throws DomainError */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return from(
      withForm(request.raw, this.form, async (form) => {
        const words = await wordsOf(form.fields);
        const picture = await this.taken(form);
        return this.service.whileStored(picture, (id) => {
          request.body = new Upload(id, picture, words, form.file.sha256);
          return lastValueFrom(next.handle());
        });
      }),
    );
  }

  private taken({ file }: SpooledForm): Promise<TakenPicture> {
    return this.work.inTurn(() => takeIn(file.path, `${file.path}.taken`, this.limits.megapixels));
  }
}

/** @throws DomainError INVALID_INPUT */
async function wordsOf(fields: Readonly<Record<string, string>>): Promise<ImageWords> {
  const { focalX, focalY, ...texts } = fields;
  const input = await validateInput(UploadFields, {
    ...texts,
    ...(focalX === undefined ? {} : { focalX: numberOf(focalX) }),
    ...(focalY === undefined ? {} : { focalY: numberOf(focalY) }),
  });
  const { alt, caption, credit, focalX: x, focalY: y } = input;
  if (typeof x !== typeof y) {
    const detail = 'focalX and focalY go together.';
    throw invalidInput([
      { pointer: typeof x === 'number' ? '/focalY' : '/focalX', code: 'REQUIRED', detail },
    ]);
  }
  const focalPoint = typeof x === 'number' && typeof y === 'number' ? { x, y } : undefined;
  return { alt, caption, credit, focalPoint };
}

/** A number as forms send it; what is none stays a text, and is refused for that. Nothing at all is no number. */
function numberOf(text: string): number | string | undefined {
  if (text.trim() === '') return undefined;
  return /^\s*\d{0,3}(\.\d{1,20})?\s*$/.test(text) ? Number(text) : text;
}
