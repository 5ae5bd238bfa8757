import { addVolume, type Book, growProducts, takeSlot } from './book.ts';
import { grown } from './columns.ts';
import { append } from './segments.ts';

/** Adds the receipts of a product on a day (thousandths). Days of one product must come in ascending order. */
export function addReceipt(book: Book, code: string, date: number, quantity: number): void {
  const product = book.products.intern(code);
  growProducts(book);
  addVolume(book, product, quantity);
  book.receiptDate = grown(book.receiptDate, book.receipts.used + 1);
  book.receiptQuantity = grown(book.receiptQuantity, book.receipts.used + 1);
  const receipt = takeSlot(book.receipts);
  book.receiptDate[receipt] = date;
  book.receiptQuantity[receipt] = quantity;
  append(book.productReceipts, product, receipt);
}

/** Forgets all receipts of a product. */
export function clearReceipts(book: Book, product: number): void {
  const start = book.productReceipts.start[product]!;
  const length = book.productReceipts.length[product]!;
  for (let i = start; i < start + length; i++) book.receipts.free.push(book.productReceipts.data[i]!);
  book.productReceipts.length[product] = 0;
}
