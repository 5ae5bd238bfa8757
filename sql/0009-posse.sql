-- Work has an owner: who does a piece of work now, and until when nobody else may. The owner, one process, moves `ate`
-- on while it lives; one that is killed or cut off is followed by whoever asks after that instant.

CREATE TABLE ruptura.posse (
  -- What kind of work, and which piece of it.
  tipo text COLLATE "C",
  chave text COLLATE "C",
  -- Machine, process and a random part: unguessable, and readable enough to find the process by.
  dono text COLLATE "C" NOT NULL,
  desde timestamptz NOT NULL DEFAULT clock_timestamp(),
  ate timestamptz NOT NULL,
  CONSTRAINT posse_tipo_e_chave PRIMARY KEY (tipo, chave)
);
