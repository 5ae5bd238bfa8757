/**
 * Words of the generated book: what a Brazilian food distributor sells, to whom and where. Data that ends up in the
 * tables, never on a screen of its own, and therefore not translated.
 */

export interface ProductFamily {
  readonly name: string;
  /** Price of a middling item in cents. */
  readonly price: number;
  /** Smallest quantity sold in thousandths: 1000 for boxes, less for goods sold by weight. */
  readonly step: number;
  readonly variants: readonly string[];
  readonly packs: readonly string[];
}

const GLASS = ['vidro 24×100 g', 'vidro 12×200 g', 'vidro 12×500 g', 'balde 1,8 kg', 'balde 2 kg'];
const POUCH = ['pouch 30×80 g', 'pouch 18×170 g', 'pouch 12×400 g', 'pouch 6×1,01 kg'];
const BOTTLE = ['frasco 12×150 ml', 'frasco 12×500 ml', 'galão 4×3,2 l', 'galão 5 l'];
const BAG = ['fardo 10×1 kg', 'fardo 6×5 kg', 'fardo 20×500 g', 'saco 25 kg'];
const TIN = ['lata 24×170 g', 'lata 24×300 g', 'lata 6×2 kg'];
const LOOSE = ['peça', 'meia peça', 'granel'];

function family(
  name: string,
  price: number,
  variants: readonly string[],
  packs: readonly string[],
  step = 1000,
): ProductFamily {
  return { name, price, step, variants, packs };
}

export const FAMILIES: readonly ProductFamily[] = [
  family('Azeitona verde', 14_200, ['inteira', 'sem caroço', 'fatiada', 'recheada com pimentão'], GLASS),
  family('Azeitona preta', 15_800, ['inteira', 'sem caroço', 'fatiada', 'azapa'], GLASS),
  family('Palmito', 23_500, ['pupunha inteiro', 'pupunha rodelas', 'açaí inteiro', 'picado'], GLASS),
  family('Pepino em conserva', 9_800, ['agridoce', 'ao vinagrete', 'rodelas'], GLASS),
  family('Cogumelo', 18_900, ['inteiro', 'fatiado', 'shimeji'], GLASS),
  family('Molho shoyu', 6_450, ['tradicional', 'premium', 'menos sódio'], BOTTLE),
  family('Molho de pimenta', 5_990, ['vermelha', 'verde', 'defumada', 'alho'], BOTTLE),
  family('Vinagre', 3_890, ['de álcool', 'de maçã', 'de vinho tinto', 'balsâmico'], BOTTLE),
  family('Ketchup', 7_350, ['tradicional', 'picante'], BOTTLE),
  family('Mostarda', 6_120, ['amarela', 'escura', 'com mel'], BOTTLE),
  family('Maionese', 8_480, ['tradicional', 'light', 'temperada'], POUCH),
  family('Extrato de tomate', 8_990, ['simples', 'com manjericão'], [...TIN, ...POUCH]),
  family('Molho de tomate', 5_740, ['tradicional', 'bolonhesa', 'pizza'], POUCH),
  family('Milho verde', 7_960, ['em conserva', 'no vapor'], [...TIN, ...POUCH]),
  family('Ervilha', 7_680, ['em conserva', 'no vapor'], [...TIN, ...POUCH]),
  family('Seleta de legumes', 8_120, ['tradicional', 'sem batata'], TIN),
  family('Atum', 26_400, ['sólido em óleo', 'ralado em óleo', 'sólido ao natural'], TIN),
  family('Sardinha', 15_300, ['em óleo', 'com molho de tomate'], TIN),
  family('Azeite de oliva', 41_900, ['extravirgem', 'tipo único'], BOTTLE),
  family('Óleo misto', 19_700, ['tradicional', 'composto'], BOTTLE),
  family('Arroz', 12_450, ['agulhinha tipo 1', 'parboilizado', 'integral', 'arbóreo'], BAG),
  family('Feijão', 8_760, ['carioca', 'preto', 'fradinho', 'branco'], BAG),
  family('Farofa pronta', 5_320, ['tradicional', 'com bacon', 'com cebola'], BAG),
  family('Queijo muçarela', 3_690, ['tradicional', 'light', 'fatiado'], LOOSE, 250),
  family('Queijo prato', 4_150, ['tradicional', 'lanche'], LOOSE, 250),
  family('Tomate seco', 5_280, ['em óleo', 'temperado'], [...GLASS, ...POUCH]),
  family('Goiabada', 6_870, ['cremosa', 'cascão', 'para corte'], TIN),
  family('Doce de leite', 7_990, ['cremoso', 'confeiteiro'], TIN),
];

export const BRANDS: readonly string[] = [
  'Serra Azul',
  'Campo Belo',
  'Dona Zefa',
  'Ouro da Mesa',
  'Vila Rica',
  'Quintal',
  'Boa Safra',
  'Três Irmãos',
];

export const CUSTOMER_KINDS: readonly string[] = [
  'Supermercado',
  'Atacado',
  'Mercearia',
  'Empório',
  'Padaria',
  'Pizzaria',
  'Restaurante',
  'Distribuidora',
  'Cesta Básica',
  'Rede',
  'Hortifruti',
  'Cozinha Industrial',
];

export const CUSTOMER_NAMES: readonly string[] = [
  'São José',
  'Bela Vista',
  'Irmãos Souza',
  'Pinheiro',
  'Santa Rita',
  'Nova Era',
  'Bom Preço',
  'Araújo',
  'Três Corações',
  'Primavera',
  'Aliança',
  'Boa Esperança',
  'Nossa Senhora Aparecida',
  'Guimarães',
  'Santo Antônio',
  'Rio Branco',
  'Planalto',
  'Economia',
  'Vitória',
  'Central',
  'Família Conceição',
  'Progresso',
  'Bandeirantes',
  'Estrela do Sul',
  'Horizonte',
  'Monte Líbano',
  'Cantinho Mineiro',
  'Gonçalves & Filhos',
  'Ipê Amarelo',
  "Pão d'Ouro",
];

export const CUSTOMER_SUFFIXES: readonly string[] = ['Ltda', 'Ltda', 'Ltda', 'ME', 'EPP', 'S.A.', 'Eireli'];

/** City and state, the larger markets first. */
export const CITIES: readonly (readonly [city: string, uf: string])[] = [
  ['São Paulo', 'SP'],
  ['Rio de Janeiro', 'RJ'],
  ['Belo Horizonte', 'MG'],
  ['Curitiba', 'PR'],
  ['Porto Alegre', 'RS'],
  ['Salvador', 'BA'],
  ['Fortaleza', 'CE'],
  ['Brasília', 'DF'],
  ['Recife', 'PE'],
  ['Goiânia', 'GO'],
  ['Guarulhos', 'SP'],
  ['Campinas', 'SP'],
  ['São Bernardo do Campo', 'SP'],
  ['Santo André', 'SP'],
  ['Osasco', 'SP'],
  ['Ribeirão Preto', 'SP'],
  ['Sorocaba', 'SP'],
  ['São José dos Campos', 'SP'],
  ['Manaus', 'AM'],
  ['Belém', 'PA'],
  ['Duque de Caxias', 'RJ'],
  ['Nova Iguaçu', 'RJ'],
  ['Niterói', 'RJ'],
  ['Uberlândia', 'MG'],
  ['Contagem', 'MG'],
  ['Juiz de Fora', 'MG'],
  ['Londrina', 'PR'],
  ['Maringá', 'PR'],
  ['Joinville', 'SC'],
  ['Florianópolis', 'SC'],
  ['Blumenau', 'SC'],
  ['Caxias do Sul', 'RS'],
  ['Pelotas', 'RS'],
  ['Feira de Santana', 'BA'],
  ['Vitória da Conquista', 'BA'],
  ['Jaboatão dos Guararapes', 'PE'],
  ['Caruaru', 'PE'],
  ['Natal', 'RN'],
  ['João Pessoa', 'PB'],
  ['Campina Grande', 'PB'],
  ['Maceió', 'AL'],
  ['Aracaju', 'SE'],
  ['Teresina', 'PI'],
  ['São Luís', 'MA'],
  ['Imperatriz', 'MA'],
  ['Cuiabá', 'MT'],
  ['Rondonópolis', 'MT'],
  ['Campo Grande', 'MS'],
  ['Dourados', 'MS'],
  ['Anápolis', 'GO'],
  ['Aparecida de Goiânia', 'GO'],
  ['Palmas', 'TO'],
  ['Vila Velha', 'ES'],
  ['Serra', 'ES'],
  ['Vitória', 'ES'],
  ['Porto Velho', 'RO'],
  ['Rio Branco', 'AC'],
  ['Macapá', 'AP'],
  ['Boa Vista', 'RR'],
  ['Ananindeua', 'PA'],
];

export const SELLERS: readonly string[] = [
  'Ana Beatriz Lima',
  'Carlos Eduardo Nunes',
  'Fernanda Ribeiro',
  'João Pedro Açucena',
  'Luciana Prado',
  'Marcos Antônio Dias',
  'Patrícia Gomes',
  'Rogério Falcão',
  'Simone Teixeira',
  'Televendas',
];

export const PLANNERS: readonly string[] = ['denise.p', 'edson.c', 'marilia.s'];

export const DEPOTS: readonly string[] = ['CD Jandira', 'CD Jandira', 'CD Jandira', 'CD Contagem'];
