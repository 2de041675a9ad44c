import { InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { ArrayNotEmpty } from 'class-validator';
import { Input } from '../platform/api/input.js';
import { ApiScope } from './api-key.view.js';

@ApiSchema({ description: 'A key to make.' })
@InputType({ description: 'A key to make.' })
export class CreateApiKeyInput {
  @Input('text', 'Who or what it is for.', { max: 200 }) name: string;
  @Input({ enum: ApiScope, name: 'ApiScope' }, 'What it allows; one scope at least.', { list: 10 })
  @ArrayNotEmpty()
  scopes: ApiScope[];
  @Input('instant', 'When it ceases to be valid; never when absent.', { optional: true })
  expiresAt?: string | null;
  @Input('int', 'Requests a minute that it may make; as many as any key when absent.', {
    optional: true,
    min: 1,
    max: 1_000_000,
  })
  rateLimit?: number | null;
  @Input('id', 'Id of the partner whose rights it has; a key of the house when absent.', { optional: true })
  partner?: string | null;
}
