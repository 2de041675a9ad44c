import { InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { Input } from '../platform/api/input.js';

/** Longest address there is (RFC 5321). */
const MAX_EMAIL = 254;

@ApiSchema({ description: 'Whose records are meant.' })
@InputType({ description: 'Whose records are meant.' })
export class ReaderInput {
  @Input(
    'text',
    'The e-mail address that the reader commented with, in any spelling: capitals make no difference, what stands behind a `+` does.',
    { max: MAX_EMAIL },
  )
  email: string;
}
