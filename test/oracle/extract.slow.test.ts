/** The same, on many more random books. */
import './extract.test.ts';
