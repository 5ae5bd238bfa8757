import { testRuntime } from '../../../test/runtime/conformance.ts';
import { openEmbeddedRuntime } from './embedded-runtime.ts';

testRuntime({ open: async (options) => openEmbeddedRuntime(options) });
