CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.finding_bodies (
    sha256 character varying(64) NOT NULL,
    body text NOT NULL,
    last_run integer NOT NULL
);
CREATE TABLE public.findings (
    run integer NOT NULL,
    "position" integer NOT NULL,
    subject text NOT NULL,
    control character varying(64) NOT NULL,
    system text NOT NULL,
    status character varying(16) NOT NULL,
    judged_status character varying(16) NOT NULL,
    exception text NOT NULL,
    body_sha256 character varying(64) NOT NULL
);
CREATE TABLE public.ledger (
    number integer NOT NULL,
    kind character varying(16) NOT NULL,
    run character varying(64) NOT NULL,
    sha256 character varying(64) NOT NULL,
    entry text NOT NULL,
    signature text NOT NULL,
    witnessed text NOT NULL
);
CREATE TABLE public.object_bytes (
    sha256 character varying(64) NOT NULL,
    gzip bytea NOT NULL
);
CREATE TABLE public.objects (
    sha256 character varying(64) NOT NULL,
    kind character varying(16) NOT NULL,
    size integer NOT NULL,
    last_run integer NOT NULL,
    pruned character varying(40) NOT NULL
);
CREATE TABLE public.runs (
    number integer NOT NULL,
    id character varying(64) NOT NULL,
    status character varying(16) NOT NULL,
    started character varying(40) NOT NULL,
    finished character varying(40) NOT NULL,
    as_of bigint NOT NULL,
    inventory text NOT NULL,
    inventory_digest character varying(64) NOT NULL,
    host text NOT NULL,
    lock character varying(64) NOT NULL,
    tool_version character varying(64) NOT NULL,
    arguments text NOT NULL,
    accepted_gaps boolean NOT NULL,
    work_order text NOT NULL,
    baselines text NOT NULL,
    exceptions text NOT NULL,
    inputs text NOT NULL
);
CREATE SEQUENCE public.runs_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.runs_number_seq OWNED BY public.runs.number;
CREATE TABLE public.targets (
    run integer NOT NULL,
    name character varying(255) NOT NULL,
    system text NOT NULL,
    segment text NOT NULL,
    contractor text NOT NULL,
    platform text NOT NULL,
    address text NOT NULL,
    account text NOT NULL,
    scanned boolean NOT NULL,
    reachable boolean NOT NULL,
    reason text NOT NULL,
    connections integer NOT NULL,
    execs integer NOT NULL,
    seconds double precision NOT NULL,
    collected text NOT NULL,
    commands character varying(64) NOT NULL,
    facts text NOT NULL
);
ALTER TABLE ONLY public.runs ALTER COLUMN number SET DEFAULT nextval('public.runs_number_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0001');
INSERT INTO public.finding_bodies VALUES ('a7d3755e748a3a43132250c2e9519b989a30bbc7fce739c64ba3483c7089addc', '{"article":13,"class_code":"UA","severity":"high","method":"machine","expected":[{"code":"want","values":[["least",1]]}],"actual":[{"code":"found","values":[["items",["基準値と異なります"]],["many",true],["share",1.0]]}],"reason":null,"evidence":["sshd"]}', 2);
INSERT INTO public.finding_bodies VALUES ('305b95c82a7c1fd1432883611490572b8e97cfac0e45f5fe6b18c2c79bf64a25', '{"article":13,"class_code":"UA","severity":"high","method":"machine","expected":[{"code":"want","values":[["least",1]]}],"actual":[{"code":"found","values":[["items",["x"]],["many",true],["share",1.0]]}],"reason":null,"evidence":["sshd"]}', 2);
INSERT INTO public.findings VALUES (1, 0, 'web01', 'J13-UA-01', 'lgwan', 'pass', 'pass', '', '305b95c82a7c1fd1432883611490572b8e97cfac0e45f5fe6b18c2c79bf64a25');
INSERT INTO public.findings VALUES (2, 0, 'web01', 'J13-UA-01', 'lgwan', 'fail', 'fail', '', 'a7d3755e748a3a43132250c2e9519b989a30bbc7fce739c64ba3483c7089addc');
INSERT INTO public.findings VALUES (2, 1, 'web02', 'J13-UA-01', 'lgwan', 'unknown', 'unknown', '', '305b95c82a7c1fd1432883611490572b8e97cfac0e45f5fe6b18c2c79bf64a25');
INSERT INTO public.ledger VALUES (1, 'run', '20261123T010000-abc001', '84ed19bdb601b51b9ab218fc4c2f54bd857c56b257ce4a3a9b019709e4f8b45f', '{"content":"1aac54df5210825fe6af1b062b29a064ceb323b9254ae335e6250919f40351b9","key":"SHA256:ZN4DQskrfPGN+92UpSKzXvtP+RdlrDc+YL93nBPSdtM","kind":"run","number":1,"previous":"0000000000000000000000000000000000000000000000000000000000000000","run":"20261123T010000-abc001","time":"2026-11-23T01:01:00+09:00"}
', '-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgTYhrk10MKfPfTGAVGMbwhDjxvr
ziUgEBIJ4pk6cbXCkAAAANdGVua2VuLWxlZGdlcgAAAAAAAAAGc2hhNTEyAAAAUwAAAAtz
c2gtZWQyNTUxOQAAAECyR3L72R0i6Q5DIvRZA7fqTO/aAZ13GubFyjM4mSlSS+M8Y+tr7U
hRYnntUPBx+Da3Mi/8o9dKo0LQBYjFNaQH
-----END SSH SIGNATURE-----
', '');
INSERT INTO public.ledger VALUES (2, 'run', '20261123T020000-abc002', 'f571f265be5dc3078e28dad3ee6b9d9c5b33a13e62b4a73ed7249b4b31f79336', '{"content":"e705007ca1f267f483654d18e4c1b16c3730877350694bb8037d96af1d5a2d62","key":"SHA256:ZN4DQskrfPGN+92UpSKzXvtP+RdlrDc+YL93nBPSdtM","kind":"run","number":2,"previous":"84ed19bdb601b51b9ab218fc4c2f54bd857c56b257ce4a3a9b019709e4f8b45f","run":"20261123T020000-abc002","time":"2026-11-23T02:01:00+09:00"}
', '-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgTYhrk10MKfPfTGAVGMbwhDjxvr
ziUgEBIJ4pk6cbXCkAAAANdGVua2VuLWxlZGdlcgAAAAAAAAAGc2hhNTEyAAAAUwAAAAtz
c2gtZWQyNTUxOQAAAEBSYvv8pM35vEB9ab6Fv0pch3QBDF7CiRHlPlJM3L0rz31OuZ8hD3
ONfqxJ7jrKsSC7seyHCyIjZidOy1adREgM
-----END SSH SIGNATURE-----
', '');
INSERT INTO public.object_bytes VALUES ('8850e6075dda0080c526269a4de29848c32c2a65e3d81f4a64ed8ce53d4b47c1', '\x1f8b08000000000000032b4b2d2acecccfb35230d433d033e00200a2a4af7a0f000000');
INSERT INTO public.object_bytes VALUES ('48ccef2a9bb485a74e82e4daaff602a22083ee88ce02cd7a5efc8d7a077faba4', '\x1f8b08000000000000032bc82f2a513032e2facf0000106797780a000000');
INSERT INTO public.object_bytes VALUES ('9ce244b92d83ec5ac77f656095dca2ce4ae4f0cf20b36dc9df352e0025a01f30', '\x1f8b080000000000000373494dca4ccce302007982738207000000');
INSERT INTO public.object_bytes VALUES ('628ed69e062d6cc223045a9c2197187ca95a2946434f09eec79b8789f3eed41e', '\x1f8b0800000000000003958db10d80300c0477f99a86360b30068a88852290831c1b0ae4dd21050515a2f4ffddfb048914a90827a692080193293a548dda2ee385cbc177b2c7d5a881ee1d725a69fc6d8931679e5fe29371d15128a6ef954aaab7f1fbbb6dcd78a017d28a21f7082a46ee7e01dd8231fa17010000');
INSERT INTO public.object_bytes VALUES ('279c4d899da218c1598b6d91bebeccc0f88461ad49f5f191e0b614b893b029d5', '\x1f8b0800000000000003ed51c14ec3300cbdef2b50ae7493eb265ddbefe08610721c870d6d0d6ad22184f877dc698249485cb81245caf38b633befddafde4da1e9498a19ccab78a84d655ea6e445e39c7741434ec7238d4109a6727321a794f449a44396ca642d5164c940c0765dd76b6ceea01e00746f00e0f68ccc39b3ccd90ca050388d61c19b7ab908692e8ffead8852ee8bc83b42d76a65f8e3d2e6659a47fdc232e865f04928a7d10ce37c3854e6b4276d7491432798fdb370b9a68839cde3426920a77d909117a56cc72c11a9f7de768eb6563a141b88626c010911ba46a4eb5800396cc949e44e4fd86e2379b28bcab396858fea374352fe61c799fa37e3da8c9e05adf53d06159d1db18adcba167a179890c592d8081c117cd306ee436c1c0a003a823a36f06dc6ea61f509f937cfa721030000');
INSERT INTO public.object_bytes VALUES ('2ba33ca0557f1bb5b7ba88d67f9d0093c7185a36ec51fe2b7bd9372d3e001d6d', '\x1f8b08000000000000038be6e28ae5020072a60b0405000000');
INSERT INTO public.object_bytes VALUES ('1aac54df5210825fe6af1b062b29a064ceb323b9254ae335e6250919f40351b9', '\x1f8b0800000000000003cd554b6e24370cdde718daa6dcd6ff6320b7c8ce301afa50edc2d4a72155fb83465f23dbdc63ee939c235495edf4cc242b679142a3ab4849241ff9489dc9e8a73e435df64f506a3f4fe48eb01d251d29a7f6cd29d78c71f12b65149f1b1f22a50c97a7d318a0903bd691baf8e55471739cc7e3000b90555716486f166e18bb596ddc518abf9fa9c37fdc95fba9af8fffb48d5d6ff3753f677465b4684150f4f938d7054fcdc7ba461387397e217767525fa7f8586634dbac663f54e8c8e0cba1418452e6b26fa132bd1aa2978e2cf33cb4937fe3a7bb2d03f5d173a551a1448e1084e622592b2130234179c7650e2c1badb2d736086ba4379ef1ac78f22e7b2e8c15ca39ad08bac1104e234c0b3abf273737fdf484c25c5e7f69482a79e8c8f35cbeece7925a5649431d231c3187fb833fd60f2c1f0771d3ed8770bb59b95adea7be61c65de993cf6af5786a919fc9711efaf87aebd1aeb58a82a646a5e429b5342aaeb9765e26e0ce4a1b058fdc6b05983596a5d712928da04492419ac85a5682af30f413b4acb4e2d50546343d1c9efdd448e64740f18fdfbffef9f53794bfe1e85aa30f94f0c9a725fc782cf313263cbcbe55e05db1ba6c0aac606a55dcc4024f3d3c5fad4ff0b2ec376d535cb0aaf0d2aa88413788282f8d8bcb86b7808f2bfbcfef489f21ac7cfe2113150e6f7ec7c3b834c6cfd3527cc4526fae8f835ff25cda9904a15f0ff9940ad4d699cc714c18dfb18d57f3693555e3661b5f530b632927e8b6a87c18e04a511bc2e9340cabe309e21b22d60042dcbe2ae05ac26fba536b630d2bb4ecc77e78bd8eab91f51af00e5e7c9b1cb834cc877eda1fe782f1c9d6a11d19fb5afbe9b0f9bfb400461c5acd0fe1c64599ac73c973662353ce069d1c0b1020c64833b6ab663e499755668e010d9ac9609d0894bba4da08c21caecceea7050a4a8d8b44730b493ba09a271d23e7824aecf8c89933cc9ae89df2dc492d85ccd40144e38235d6650190240372b974ff565ffeffa9efdb4c792ff019bd265807f97b8d91cdf9d46629369f1f4e6ba3de7f38eeae1c3f74f764ad5bc7f9c3c3e53344f99622dfb1e29a11ff65c0df312b7821a2a74a99cc4250c1046f6dd226bb44a9131169a0bcd01015cbc071393961781280d753d2e98a59973606f0a64b1872dd625ecbc3ae6e18a07873246b9ae5207d4c78a350a36d8c3a518bac13c6b90046246519de8331a814a5932969660364e4db4f7f01b9a4ed6ccc070000');
INSERT INTO public.object_bytes VALUES ('e705007ca1f267f483654d18e4c1b16c3730877350694bb8037d96af1d5a2d62', '\x1f8b0800000000000003dd554b8e23370cdde718dac6ee9654fa36905b641704062551eec2d4c790cafd41c3d7c82a405659e60203e436c99c2354554fc7930f6631bb29187689a248bef748f9858d30f519eb7278c052fb7962774cdc70b663e5dcde25974608d97dcf25a7670f21722e697b3a8f010bbb933b561758ce959ce33c9e065c90adb6b2607a8db01762bfc6b8e39c3edf724fdfe495fba9aff7ffe526aedda01ee6ccee84355d2b8253cefbb92e746a3e552ec8230e737cc7ee5e587d9ee27d99296c8b9a61a8b8630394638388a5cce5d04a15660dc42f3bb6ccf3d04efe8d9fdf6c0cd47b90da9041773962e88cec92730a83b00a3578a97210d91a9dc1b8d039abc0829059cb043e83ecacebb4f746334a43259c479c164afe03dbeffbe981167379feae21a9ecc71d7b9ccbbbc35c526395fdf1fbcf1f7efd6d6f1bfa18f1445c1e8e70aa6f98de0290f3eddbe2768b76b57d487dc34e5ee90b9f35eae9dc10bcb0d33cf4f1f91628ae739aa3e156a7049c3b1eb534d2785009a577cac54e46094623b127b202a330b988ba4b2a281b45632740c5a19fb0b1d344ac0b8e147a383ec2d49a0d46a4e59fbfbcfff0fe275a7fd2abab566f28f10b9f46f8e954e607223c3472af0d6bca6620255353735b167ce8f1f16a7fc2a7e5b0599be142eae25353918a6e1069bdb49e5c36bc0521ae53f0f211e92386b5afffc544c5e36bdef1382eadf3e769291049ea2df5698025cfa59d4918faf510a454b0b609155e1261f2466c7d359fd750356eb1e9676a652ce58cbbad2a08035e196a43389d87614d3c617c45241a408cdb5b45da4bf4ce6ff43a60c30a2dc3d80fcfd775b566bd067c834fd06e10da1ae6633f1d4e73a1fa549bd41d1bfb5afbe9b8e5bfb40246babc5a1e26ad8f2a39ef1348e1a2d0de0593bc081830c6c8338dad119094cf3a0b2f9007235470be0b5cfaa4db55441cae9ddd4f0b165ab55e64463a4cc62337329918a5ecb8a2c98f52782b9c8de03548af8cea54e61e315a1f9c753e778849096497cbeefff4955fabbe9f2afb0f313f236480ae8bc0b5b65984a0830de05c3236fbc4b9ef22b1aea13318b5c828693bf9cecad421e722997425e4a54d1dfdc1244ab50afbca86bcbad841aa18c149d22a2b9b49be68b2a49b8c18cd525a6513e89c833292ae06851d99026506e490ace224ef377f0168c165a643070000');
INSERT INTO public.object_bytes VALUES ('30fbb03706837fc2f92dce01622bdd7db37c9982366d4b8d511eefba5429168c', '\x1f8b0800000000000003a550c14ec3300cbdef2b50ae749393361ded77704308398e039bba0435c91042fc3b4e3521ee5839bcf7ecd8cf7eda7da982eb2b1735ab0f76a055a7ded7e45878ca42285d2e18bd50c272b7496b4a521e70c9dca92cdf0bb7bc0133eeb5de9bfe11f40c20ef0000f71b525b65a959cd20902945dff041b7844fb5bcb8cfc222d95f21bfa1b1a374867f860c2f6b8db240337a33be32e614d51cebb274ea7a4219743b8538a8eecc54fe4a48946a6c9210be9e3c476a579a88cd30b8c9f8879ec9221d8f61b4234cd6131ae201790840c180eb474f930fbd350c602c820e7d334755dac2f7ee79f703fddf4e3090010000');
INSERT INTO public.objects VALUES ('1aac54df5210825fe6af1b062b29a064ceb323b9254ae335e6250919f40351b9', 'manifest', 1996, 1, '');
INSERT INTO public.objects VALUES ('48ccef2a9bb485a74e82e4daaff602a22083ee88ce02cd7a5efc8d7a077faba4', 'section', 10, 2, '');
INSERT INTO public.objects VALUES ('279c4d899da218c1598b6d91bebeccc0f88461ad49f5f191e0b614b893b029d5', 'commands', 801, 2, '');
INSERT INTO public.objects VALUES ('2ba33ca0557f1bb5b7ba88d67f9d0093c7185a36ec51fe2b7bd9372d3e001d6d', 'commands', 5, 2, '');
INSERT INTO public.objects VALUES ('e705007ca1f267f483654d18e4c1b16c3730877350694bb8037d96af1d5a2d62', 'manifest', 1859, 2, '');
INSERT INTO public.objects VALUES ('8850e6075dda0080c526269a4de29848c32c2a65e3d81f4a64ed8ce53d4b47c1', 'input', 15, 3, '');
INSERT INTO public.objects VALUES ('9ce244b92d83ec5ac77f656095dca2ce4ae4f0cf20b36dc9df352e0025a01f30', 'section', 7, 3, '');
INSERT INTO public.objects VALUES ('628ed69e062d6cc223045a9c2197187ca95a2946434f09eec79b8789f3eed41e', 'fact', 279, 3, '');
INSERT INTO public.objects VALUES ('30fbb03706837fc2f92dce01622bdd7db37c9982366d4b8d511eefba5429168c', 'commands', 400, 3, '');
INSERT INTO public.runs VALUES (1, '20261123T010000-abc001', 'complete', '2026-11-23T01:00:00+09:00', '2026-11-23T01:01:00+09:00', 1763000001, '/inventory/hosts', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'ops01', '00000000000000000000000000000000', '0.1.0', '["--inventory=hosts"]', false, '', '[{"system":"lgwan","name":"基準","version":"1.0.0","digest":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee","approved_by":"","approved_on":"","amendment":"","reviewed_on":"","next_review":""}]', '[]', '{"policy/a":"8850e6075dda0080c526269a4de29848c32c2a65e3d81f4a64ed8ce53d4b47c1"}');
INSERT INTO public.runs VALUES (2, '20261123T020000-abc002', 'complete', '2026-11-23T02:00:00+09:00', '2026-11-23T02:01:00+09:00', 1763000002, '/inventory/hosts', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'ops01', '00000000000000000000000000000000', '0.1.0', '["--inventory=hosts"]', false, '作業-7', '[{"system":"lgwan","name":"基準","version":"1.0.0","digest":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee","approved_by":"","approved_on":"","amendment":"","reviewed_on":"","next_review":""}]', '[]', '{"policy/a":"8850e6075dda0080c526269a4de29848c32c2a65e3d81f4a64ed8ce53d4b47c1"}');
INSERT INTO public.runs VALUES (3, '20261123T030000-abc003', 'running', '2026-11-23T03:00:00+09:00', '', 0, '/inventory/hosts', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'ops01', '00000000000000000000000000000000', '0.1.0', '["--inventory=hosts"]', false, '', '[]', '[]', '{"policy/a":"8850e6075dda0080c526269a4de29848c32c2a65e3d81f4a64ed8ce53d4b47c1"}');
INSERT INTO public.targets VALUES (1, 'web01', 'lgwan', 'mgmt', '', 'debian', '192.0.2.1', 'scan', true, true, 'null', 1, 1, 0.5, '{"family":"debian","hostname":"web01.example","login_port":40000,"missing":null}', '279c4d899da218c1598b6d91bebeccc0f88461ad49f5f191e0b614b893b029d5', '{"interfaces":"628ed69e062d6cc223045a9c2197187ca95a2946434f09eec79b8789f3eed41e"}');
INSERT INTO public.targets VALUES (1, 'web02', 'lgwan', 'mgmt', '', 'debian', '192.0.2.1', 'scan', true, false, '{"code":"connection_refused","values":[["address","192.0.2.1"],["port",22]]}', 1, 1, 0.5, '{"family":"","hostname":"","login_port":0,"missing":{"code":"connection_refused","values":[["address","192.0.2.1"],["port",22]]}}', '2ba33ca0557f1bb5b7ba88d67f9d0093c7185a36ec51fe2b7bd9372d3e001d6d', '{}');
INSERT INTO public.targets VALUES (2, 'web01', 'lgwan', 'mgmt', '', 'debian', '192.0.2.1', 'scan', true, true, 'null', 1, 1, 0.5, '{"family":"debian","hostname":"web01.example","login_port":40000,"missing":null}', '279c4d899da218c1598b6d91bebeccc0f88461ad49f5f191e0b614b893b029d5', '{"interfaces":"628ed69e062d6cc223045a9c2197187ca95a2946434f09eec79b8789f3eed41e"}');
INSERT INTO public.targets VALUES (2, 'web02', 'lgwan', 'mgmt', '', 'debian', '192.0.2.1', 'scan', true, true, 'null', 1, 1, 0.5, '{"family":"","hostname":"","login_port":0,"missing":null}', '2ba33ca0557f1bb5b7ba88d67f9d0093c7185a36ec51fe2b7bd9372d3e001d6d', '{}');
INSERT INTO public.targets VALUES (3, 'web01', 'lgwan', 'mgmt', '', 'debian', '192.0.2.1', 'scan', true, true, 'null', 1, 1, 0.5, '{"family":"debian","hostname":"web01.example","login_port":40000,"missing":null}', '30fbb03706837fc2f92dce01622bdd7db37c9982366d4b8d511eefba5429168c', '{"interfaces":"628ed69e062d6cc223045a9c2197187ca95a2946434f09eec79b8789f3eed41e"}');
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.finding_bodies
    ADD CONSTRAINT pk_finding_bodies PRIMARY KEY (sha256);
ALTER TABLE ONLY public.findings
    ADD CONSTRAINT pk_findings PRIMARY KEY (run, "position");
ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT pk_ledger PRIMARY KEY (number);
ALTER TABLE ONLY public.object_bytes
    ADD CONSTRAINT pk_object_bytes PRIMARY KEY (sha256);
ALTER TABLE ONLY public.objects
    ADD CONSTRAINT pk_objects PRIMARY KEY (sha256);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT pk_runs PRIMARY KEY (number);
ALTER TABLE ONLY public.targets
    ADD CONSTRAINT pk_targets PRIMARY KEY (run, name);
ALTER TABLE ONLY public.findings
    ADD CONSTRAINT uq_findings_run UNIQUE (run, subject, control, system);
ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT uq_ledger_sha256 UNIQUE (sha256);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT uq_runs_id UNIQUE (id);
CREATE INDEX ix_finding_bodies_last_run ON public.finding_bodies USING btree (last_run);
CREATE INDEX ix_ledger_run ON public.ledger USING btree (run);
CREATE INDEX ix_objects_last_run ON public.objects USING btree (last_run);
