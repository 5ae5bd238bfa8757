import { AjvCompiler } from '@fastify/ajv-compiler';
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler';
import type { FastifySchemaCompiler, FastifySerializerCompiler, FastifyServerOptions } from 'fastify';

type Controller = NonNullable<FastifyServerOptions['schemaController']>;
type Factories = NonNullable<Controller['compilersFactory']>;
type Validate = ReturnType<FastifySchemaCompiler<unknown>>;
type Serialize = ReturnType<FastifySerializerCompiler<unknown>>;

const buildValidator = AjvCompiler();
const buildSerializer = SerializerSelector();

/**
 * Fastify's own compilers of schemas, each schema compiled when it is first needed: all of them together take a quarter
 * of a second of every start, and most clients use a few routes.
 */
export const lazySchemas: Controller = {
  compilersFactory: {
    // The declared type of the factory is that of its library, whose compilers know nothing of routes.
    buildValidator: ((schemas, options) =>
      lazyValidators(
        buildValidator(schemas, options) as FastifySchemaCompiler<unknown>,
      )) as typeof buildValidator,
    buildSerializer: ((schemas, options) =>
      lazySerializers(
        buildSerializer(schemas, options) as FastifySerializerCompiler<unknown>,
      )) as NonNullable<Factories['buildSerializer']>,
  },
};

function lazyValidators(compile: FastifySchemaCompiler<unknown>): FastifySchemaCompiler<unknown> {
  return (route) => {
    let validate: Validate | null = null;
    const lazy: Validate = (data) => {
      validate ??= compile(route);
      const outcome: unknown = validate(data);
      // Fastify reads the reasons from the function that it has called.
      lazy.errors = validate.errors ?? null;
      return outcome as boolean;
    };
    return lazy;
  };
}

function lazySerializers(compile: FastifySerializerCompiler<unknown>): FastifySerializerCompiler<unknown> {
  return (route) => {
    let serialize: Serialize | null = null;
    return (data) => {
      serialize ??= compile(route);
      return serialize(data);
    };
  };
}
