import { type Static, Type } from 'typebox';

/** Saved views of a page, in the conventions of `wire.ts`. */

/** Longest name of a view, in characters. */
export const MAX_VIEW_NAME = 80;
/** Longest query of a view. */
export const MAX_VIEW_QUERY = 4000;
/** Views of one page that everybody sees, or that one person has. */
export const MOST_VIEWS = 200;

/** Pages whose views are kept, by the words of their addresses. */
export const VIEW_PAGES = ['carteira', 'produto', 'entradas', 'mapa'] as const;
export type ViewPage = (typeof VIEW_PAGES)[number];

const PageSchema = Type.Enum([...VIEW_PAGES]);
const NullableText = Type.Union([Type.String(), Type.Null()]);

export const SavedViewSchema = Type.Object({
  id: Type.Number(),
  pagina: PageSchema,
  nome: Type.String(),
  /** Query of the page's URL, without the question mark. */
  consulta: Type.String(),
  /** Everybody sees it; else only its owner. */
  compartilhada: Type.Boolean(),
  /** Who made it; null where nobody signed in. */
  dono: NullableText,
  /** The page begins with it, for whoever asks. */
  padrao: Type.Boolean(),
  /** Another one after every change. */
  versao: Type.Number(),
  alterada_por: NullableText,
  alterada_em: Type.String({ format: 'date-time' }),
});
export type SavedView = Static<typeof SavedViewSchema>;

/** `GET /api/visoes`: by name. */
export const SavedViewsSchema = Type.Object({ visoes: Type.Array(SavedViewSchema) });

const Name = Type.String({ maxLength: MAX_VIEW_NAME * 4 });
const Query = Type.String({ maxLength: MAX_VIEW_QUERY * 2 });

/** `POST /api/visoes`. Shared unless it says otherwise; a page is `carteira` unless named. */
export const NewViewSchema = Type.Object(
  {
    nome: Name,
    consulta: Query,
    pagina: Type.Optional(PageSchema),
    compartilhada: Type.Optional(Type.Boolean()),
    padrao: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** `PATCH /api/visoes/:id`: what is not named stays. */
export const ViewChangeSchema = Type.Object(
  {
    nome: Type.Optional(Name),
    consulta: Type.Optional(Query),
    compartilhada: Type.Optional(Type.Boolean()),
    padrao: Type.Optional(Type.Boolean()),
    /** Refused with VISAO_ALTERADA where the view is not this one any more. */
    versao: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);

export const ViewSavedSchema = Type.Object({ success: Type.Literal(true), visao: SavedViewSchema });
export const ViewRemovedSchema = Type.Object({ success: Type.Literal(true), id: Type.Number() });
