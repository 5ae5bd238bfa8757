import { useEffect, useState } from 'preact/hooks';
import { partWord } from '../../../../contract/attachment-parts.ts';
import type {
  Collection,
  CollectionFiles,
  CollectionPurchase,
} from '../../../../contract/collection-wire.ts';
import { asApiError, ask } from '../../data/api.ts';
import { onlyAll, useAnswer } from '../../data/resource.ts';
import { Button, LinkButton } from '../../parts/button.tsx';
import { Drawer } from '../../parts/drawer.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Icon } from '../../parts/icon.tsx';
import { notify } from '../../parts/notices.tsx';
import { Failure, Skeleton } from '../../parts/states.tsx';
import { language } from '../../words/preferences.ts';
import { formats } from '../../words/words.ts';
import { purchaseFilesPath, purchasePath } from './coletas-view.ts';
import { CopiedText } from './copied-text.tsx';
import { EvidenceTable } from './evidence-table.tsx';
import { PurchaseBadge } from './status-marks.tsx';
import { decimalSizeText, durationText, timeText } from './texts.ts';
import { WORDS } from './words.ts';

interface PurchaseDrawerProps {
  readonly collection: Collection;
  readonly purchase: string;
  /** Of the collection: raised when a purchase changes. */
  readonly revision: number;
  readonly onClose: () => void;
  readonly onRetried: () => void;
}

/** A purchase: what became of it, its files, and what was not stored. */
export function PurchaseDrawer({ collection, purchase, revision, onClose, onRetried }: PurchaseDrawerProps) {
  const { coleta_id: id, simular } = collection;
  const { state, again } = useAnswer(purchaseFilesPath(id, purchase), onlyAll);
  useEffect(() => again(), [revision]);
  const { data, error } = state.value;
  const hasFiles = data !== null && data.arquivos.length > 0;
  const tools = hasFiles && (
    <LinkButton href={purchasePath(id, purchase, 'zip')} icon="download" download>
      {WORDS.say('drawer_zip')}
    </LinkButton>
  );
  return (
    <Drawer
      title={WORDS.say('drawer_title', { purchase })}
      subject={purchase}
      onClose={onClose}
      tools={tools}
    >
      {data === null && error === null && <Skeleton lines={5} />}
      {data === null && error !== null && <Failure error={error} onRetry={again} />}
      {data !== null && <Contents id={id} files={data} isSimulated={simular} onRetried={onRetried} />}
    </Drawer>
  );
}

function Contents(props: {
  id: string;
  files: CollectionFiles;
  isSimulated: boolean;
  onRetried: () => void;
}) {
  const { id, files, isSimulated, onRetried } = props;
  const { pedido, perdidos, pasta } = files;
  return (
    <>
      <Outcome id={id} purchase={pedido} onRetried={onRetried} />
      {pedido.evidencias.length > 0 && (
        <section class="drawer-section">
          <h3>{WORDS.say('evidence_title')}</h3>
          <EvidenceTable purchase={pedido} isSimulated={isSimulated} />
        </section>
      )}
      {perdidos.length > 0 && <Lost lost={perdidos} />}
      {isSimulated ? <Foreseen files={files} /> : <Stored id={id} files={files} />}
      {pasta !== null && (
        <section class="drawer-section">
          <h3>{WORDS.say('drawer_folder')}</h3>
          <CopiedText text={pasta} />
        </section>
      )}
    </>
  );
}

function Stored({ id, files }: { id: string; files: CollectionFiles }) {
  const { pedido, arquivos } = files;
  const remarks = new Map(pedido.observacoes.map(({ arquivo, observacao }) => [arquivo, observacao]));
  return (
    <section class="drawer-section">
      <h3>
        {WORDS.say('drawer_files')}
        <span class="section-note">{formats().integer(arquivos.length)}</span>
      </h3>
      {arquivos.length === 0 ? (
        <p class="muted">{WORDS.say(pedido.fim === null ? 'drawer_waiting' : 'drawer_no_files')}</p>
      ) : (
        <ul class="files">
          {arquivos.map((file) => (
            <FileLine
              key={file.nome}
              id={id}
              purchase={pedido.pedido}
              file={file}
              remark={remarks.get(file.nome) ?? null}
            />
          ))}
        </ul>
      )}
      <SameContent files={files} />
      {pedido.observacoes
        .filter(({ arquivo }) => !arquivos.some(({ nome }) => nome === arquivo))
        .map(({ arquivo, observacao }) => (
          <p key={arquivo} class="same-content muted">
            <strong>{arquivo}</strong> {observacao}
          </p>
        ))}
    </section>
  );
}

/** What would be brought. */
function Foreseen({ files: { pedido, previstos } }: { files: CollectionFiles }) {
  return (
    <section class="drawer-section">
      <h3>
        {WORDS.say('drawer_foreseen')}
        <span class="section-note">{formats().integer(previstos.length)}</span>
      </h3>
      {previstos.length === 0 && (
        <p class="muted">{WORDS.say(pedido.fim === null ? 'drawer_waiting' : 'drawer_none_foreseen')}</p>
      )}
      <ul class="files">
        {previstos.map(({ nome, parte, bytes }, at) => (
          // Two attachments may have one name.
          <li key={`${at} ${nome}`} class="file">
            <span class="file-name">
              <Icon name="file" size={14} />
              <span class="cell-text" title={nome}>
                {nome}
              </span>
            </span>
            <span class="file-proof muted">{partWord(parte, language.value)}</span>
            <span class="file-size">{bytes === null ? WORDS.say('none') : decimalSizeText(bytes)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Why there are fewer files than attachments. */
function SameContent({ files: { pedido, arquivos } }: { files: CollectionFiles }) {
  const same = pedido.arquivos - arquivos.filter(({ sha256 }) => sha256 !== null).length;
  if (same <= 0) return null;
  return <p class="same-content muted">{WORDS.count('drawer_same', same, { n: formats().integer(same) })}</p>;
}

function Outcome(props: { id: string; purchase: CollectionPurchase; onRetried: () => void }) {
  const { id, purchase, onRetried } = props;
  const { integer } = formats();
  const [isBusy, setBusy] = useState(false);
  const retry = async (): Promise<void> => {
    setBusy(true);
    try {
      await ask(purchasePath(id, purchase.pedido, 'tentar'), { method: 'POST' });
      notify(WORDS.say('purchase_retried', { purchase: purchase.pedido }));
      onRetried();
    } catch (error) {
      notify(asApiError(error).message, 'danger');
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="drawer-section" aria-label={WORDS.say('drawer_facts')}>
      <div class="outcome">
        <PurchaseBadge status={purchase.status} />
        {purchase.pode_tentar && (
          <Button icon="refresh" disabled={isBusy} onClick={() => void retry()}>
            {WORDS.say('purchase_retry')}
          </Button>
        )}
        {purchase.url !== null && (
          <a class="outcome-link" href={purchase.url} target="_blank" rel="noreferrer">
            {WORDS.say('drawer_portal')}
          </a>
        )}
      </div>
      {purchase.error !== null && (
        <p class="outcome-reason">
          {purchase.causa_texto !== null && <strong class="cause">{purchase.causa_texto}</strong>}
          {purchase.error}
        </p>
      )}
      <dl class="facts">
        <Figure label={WORDS.say('column_supplier')} value={purchase.fornecedor ?? WORDS.say('none')} />
        <Figure label={WORDS.say('drawer_rows')} value={purchase.linhas.map(integer).join(', ')} />
        <Figure
          label={WORDS.say('column_worker')}
          value={purchase.worker_id === null ? WORDS.say('none') : integer(purchase.worker_id)}
        />
        <Figure
          label={WORDS.say('column_time')}
          value={purchase.segundos === null ? WORDS.say('none') : durationText(purchase.segundos)}
        />
        <Figure
          label={WORDS.say('drawer_ended')}
          value={purchase.fim === null ? WORDS.say('none') : timeText(purchase.fim)}
        />
      </dl>
    </section>
  );
}

function Lost({ lost }: { lost: CollectionFiles['perdidos'] }) {
  return (
    <section class="drawer-section">
      <h3>
        {WORDS.say('drawer_lost')}
        <span class="section-note">{formats().integer(lost.length)}</span>
      </h3>
      <ul class="files">
        {lost.map(({ nome, url, causa_texto, error }) => (
          <li key={url} class="lost">
            <span class="file-name">
              <Icon name="alert" size={14} />
              <strong>{nome}</strong>
              <span class="cause">{causa_texto}</span>
            </span>
            <span class="muted">{error}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function FileLine(props: {
  id: string;
  purchase: string;
  file: CollectionFiles['arquivos'][number];
  remark: string | null;
}) {
  const { nome, bytes, sha256 } = props.file;
  const href = purchasePath(props.id, props.purchase, `arquivos/${encodeURIComponent(nome)}`);
  const proof =
    sha256 === null ? WORDS.say('drawer_made') : `${WORDS.say('drawer_verified')} · SHA-256 ${sha256}`;
  return (
    <li class="file">
      <a class="file-name" href={href} download={nome} title={WORDS.say('drawer_download', { name: nome })}>
        <Icon name="file" size={14} />
        <span class="cell-text">{nome}</span>
      </a>
      <span class="file-proof muted" title={proof}>
        {sha256 === null ? proof : <code>{sha256.slice(0, 12)}</code>}
      </span>
      <span class="file-size">{decimalSizeText(bytes)}</span>
      {props.remark !== null && (
        <span class="file-remark toned tone-warning">
          <Icon name="info" size={14} /> {props.remark}
        </span>
      )}
    </li>
  );
}
