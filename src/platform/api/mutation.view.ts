import { ObjectType } from '@nestjs/graphql';
import { Public } from './view.js';

@ObjectType({ description: 'One faulty part of an input.' })
export class InputFault {
  @Public('text', 'Where it is: a JSON Pointer into the input.') pointer: string;
  @Public('text', 'Stable code of the fault.') code: string;
  @Public('text', 'The same in words.') detail: string;
}
