/** Headings of a mail printed as PDF, for the people whose portal it came from. */
export const MAIL_LABELS = {
  from: 'De',
  to: 'Para',
  copy: 'Cc',
  subject: 'Assunto',
  date: 'Data',
  attachments: 'Anexos',
  /** Stands where a text was cut. */
  cut: '[… o resto do texto está no e-mail original]',
} as const;
