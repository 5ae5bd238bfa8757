/** The same, on many more random books and histories. */
import './engine-against-oracle.test.ts';
