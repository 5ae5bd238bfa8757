import { useEffect, useRef, useState } from 'preact/hooks';
import type { PortalSessionAnswer, SignInWindowEvent } from '../../../../contract/collection-wire.ts';
import { asApiError } from '../../data/api.ts';
import { Button } from '../../parts/button.tsx';
import { ChooseFile } from '../../parts/choose-file.tsx';
import { notify } from '../../parts/notices.tsx';
import { CopiedText } from './copied-text.tsx';
import { sendSession } from './send-file.ts';
import { openSignInWindow } from './sign-in-window.ts';
import { WORDS } from './words.ts';

interface HelpProps {
  readonly session: PortalSessionAnswer;
  readonly onSignedIn: () => void;
}

/** How somebody signs in: in a window where the server has a screen, else by a file that is made elsewhere. */
export function SignInHelp({ session, onSignedIn }: HelpProps) {
  const { janela, api } = session;
  if (api) return <p>{WORDS.say('session_api')}</p>;
  if (!janela) return <FileSteps session={session} onSignedIn={onSignedIn} />;
  return (
    <>
      <WindowSignIn session={session} onSignedIn={onSignedIn} />
      <details>
        <summary>{WORDS.say('session_elsewhere')}</summary>
        <FileSteps session={session} onSignedIn={onSignedIn} />
      </details>
    </>
  );
}

function WindowSignIn({ session, onSignedIn }: HelpProps) {
  const [news, setNews] = useState<SignInWindowEvent | null>(null);
  const leaving = useRef<AbortController | null>(null);
  useEffect(() => () => leaving.current?.abort(), []);
  const isOpen = news?.estado === 'OPENING' || news?.estado === 'WAITING';
  const open = async (): Promise<void> => {
    leaving.current = new AbortController();
    const tell = (event: SignInWindowEvent): void => {
      setNews(event);
      if (event.estado !== 'SIGNED_IN') return;
      notify(WORDS.say('session_sent'));
      onSignedIn();
    };
    tell({ estado: 'OPENING', codigo: null, error: null });
    await openSignInWindow(session, tell, leaving.current.signal).catch((error: unknown) => {
      tell({ estado: 'FAILED', codigo: null, error: asApiError(error).message });
    });
  };
  return (
    <>
      <p>{WORDS.say('window_how')}</p>
      <div class="session-send">
        {isOpen ? (
          <Button icon="close" onClick={() => leaving.current?.abort()}>
            {WORDS.say('window_close')}
          </Button>
        ) : (
          <Button kind="primary" icon="user" onClick={() => void open()}>
            {WORDS.say('window_open')}
          </Button>
        )}
        <span role="status">{news !== null && WORDS.say(`window_${news.estado}`)}</span>
      </div>
      <Problem text={news?.error ?? null} />
    </>
  );
}

/** Step by step, for who has a screen elsewhere. */
function FileSteps({ session: { portal, base, comando }, onSignedIn }: HelpProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (file: File): Promise<void> => {
    try {
      await sendSession(file, portal, base ?? '');
      setProblem(null);
      notify(WORDS.say('session_sent'));
      onSignedIn();
    } catch (error) {
      setProblem(asApiError(error).message);
    }
  };
  return (
    <>
      <ol class="session-steps">
        <li>
          {WORDS.say('session_step_run')}
          <CopiedText text={`${comando} --estado sessao.json`} />
        </li>
        <li>{WORDS.say('session_step_enter')}</li>
        <li>
          {WORDS.say('session_step_send')}
          <div class="session-send">
            <ChooseFile accept=".json,application/json" onFile={(file) => void send(file)}>
              {WORDS.say('session_send')}
            </ChooseFile>
            <span class="session-note muted">{WORDS.say('session_kept')}</span>
          </div>
        </li>
      </ol>
      <Problem text={problem} />
    </>
  );
}

function Problem({ text }: { text: string | null }) {
  if (text === null) return null;
  return (
    <p class="mark tone-danger session-problem" role="alert">
      {text}
    </p>
  );
}
