import { place } from '../../app/router.ts';
import { AdministracaoPage } from '../administracao/administracao-page.tsx';
import { ColetasPage } from '../coletas/coletas-page.tsx';
import { GlossarioPage } from '../glossario/glossario-page.tsx';
import { ImportarPage } from '../importar/importar-page.tsx';
import { Welcome } from '../primeira-visita/welcome.tsx';

/**
 * The page of the address among those that bring data in and look after the program; else what stands in for a page
 * while there are none. Compressed as one file they are a tenth smaller than apart.
 */
export function ToolPage() {
  switch (place.value.page) {
    case 'coletas':
      return <ColetasPage />;
    case 'importar':
      return <ImportarPage />;
    case 'administracao':
      return <AdministracaoPage />;
    case 'glossario':
      return <GlossarioPage />;
    default:
      return <Welcome />;
  }
}
