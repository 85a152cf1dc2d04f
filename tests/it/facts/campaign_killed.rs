//! A server that is killed in the middle of a campaign's mails: nobody is mailed twice, and what nobody can know is said.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use storekeeper::campaigns::{
    CampaignState, CampaignsError, ExportForm, Mailer, Progress, UncertainDecision,
};
use storekeeper::clock::{Clock, SystemClock, Timestamp};
use storekeeper::db::Db;
use storekeeper::senders::{Senders, Ways};

use super::shop::{Shop, migrations, on_both, run};
use super::studio::{self, Studio, brief, lin, settings, willing};

on_both!(
    nobody_is_mailed_twice_whenever_the_server_is_killed,
    what_the_server_said_no_to_is_not_uncertain,
);

/// Where the server of the other process keeps its campaigns, and who takes its mails; only it sets these.
const DATABASE: &str = "STOREKEEPER_TEST_CAMPAIGNS";
const SINK: &str = "STOREKEEPER_TEST_SINK";
/// Mails that are handed over at a time.
const IN_FLIGHT: u32 = 4;

fn mailer(db: &Db, smtp: &str) -> Mailer {
    let campaigns = studio::campaigns(db, settings(IN_FLIGHT));
    let senders = Senders::open(&Ways {
        smtp_url: Some(smtp.to_owned()),
        mail_from: Some("Shop <shop@shop.example>".to_owned()),
        ..Ways::default()
    });
    studio::mailer(campaigns, senders.unwrap())
}

/// Not a test of its own: the server that is killed. It is this very program, started again.
#[test]
fn a_mailing_server_of_its_own() {
    let (Ok(url), Ok(sink)) = (std::env::var(DATABASE), std::env::var(SINK)) else {
        return;
    };
    run(async {
        let db = Db::open(&url, migrations()).await.unwrap();
        let mailer = mailer(&db, &sink);
        loop {
            // Nobody hears what fails here: the parent sees what was kept.
            let worked = mailer.step(SystemClock.now()).await;
            let busy = worked.is_ok_and(storekeeper::campaigns::Worked::any);
            tokio::time::sleep(Duration::from_millis(if busy { 1 } else { 100 })).await;
        }
    });
}

/// A server in a process of its own.
fn start(url: &str, sink: &str) -> Child {
    let name = "facts::campaign_killed::a_mailing_server_of_its_own";
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(DATABASE, url)
        .env(SINK, sink)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What a mail server does with the next mails.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    /// It takes them, a little later.
    Takes,
    /// It takes them and says nothing.
    IsSilent,
    /// It says at the dot that it takes them later.
    Defers,
}

/// A mail server that counts what it took.
struct Sink {
    url: String,
    state: Arc<Mutex<SinkState>>,
}

struct SinkState {
    manner: Manner,
    /// To whom and under which name, in the order in which they were taken.
    taken: Vec<(String, String)>,
}

impl Sink {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(SinkState {
            manner: Manner::Takes,
            taken: Vec::new(),
        }));
        let kept = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&kept);
                std::thread::spawn(move || talk(&stream, &state));
            }
        });
        Self { url, state }
    }

    fn behave(&self, manner: Manner) {
        self.state.lock().unwrap().manner = manner;
    }

    fn taken(&self) -> Vec<(String, String)> {
        self.state.lock().unwrap().taken.clone()
    }

    /// Waits until so many mails were taken.
    fn wait_for(&self, mails: usize) {
        let begun = Instant::now();
        while self.taken().len() < mails {
            assert!(begun.elapsed() < Duration::from_mins(1), "it sends");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// One conversation; what is taken counts from its dot on, whether or not anybody hears the answer.
fn talk(stream: &TcpStream, state: &Mutex<SinkState>) {
    let say = |answer: &str| {
        let mut write = stream;
        let _ = write.write_all(answer.as_bytes());
    };
    say("220 sink ESMTP\r\n");
    let (mut to, mut id, mut in_mail) = (String::new(), String::new(), false);
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        if in_mail {
            if let Some(named) = line.strip_prefix("Message-ID: <") {
                named.split('@').next().unwrap().clone_into(&mut id);
            }
            if line != "." {
                continue;
            }
            in_mail = false;
            let manner = {
                let mut state = state.lock().unwrap();
                if state.manner != Manner::Defers {
                    state.taken.push((to.clone(), id.clone()));
                }
                state.manner
            };
            match manner {
                Manner::Takes => {
                    std::thread::sleep(Duration::from_millis(5));
                    say("250 taken\r\n");
                }
                Manner::IsSilent => std::thread::sleep(Duration::from_secs(30)),
                Manner::Defers => say("451 later\r\n"),
            }
            continue;
        }
        let word = line.split([' ', ':']).next().unwrap().to_uppercase();
        match word.as_str() {
            "RCPT" => {
                let address = line.split(['<', '>']).nth(1).unwrap();
                address.clone_into(&mut to);
                say("250 ok\r\n");
            }
            "DATA" => {
                in_mail = true;
                say("354 go on\r\n");
            }
            "QUIT" => say("221 bye\r\n"),
            _ => say("250 ok\r\n"),
        }
    }
}

/// Waits until a campaign is in a state.
async fn wait_for(studio: &Studio, name: &str, state: CampaignState) {
    let begun = Instant::now();
    while studio.state(name).await != state {
        assert!(
            begun.elapsed() < Duration::from_mins(1),
            "not {state} but {}",
            studio.state(name).await
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn kill(mut child: Child) {
    // On Unix it is signal 9.
    child.kill().unwrap();
    child.wait().unwrap();
}

fn minutes_from_now(minutes: i64) -> Timestamp {
    Timestamp::from_micros(SystemClock.now().micros() + minutes * 60_000_000)
}

/// How often each recipient's mail was taken.
fn times(taken: &[(String, String)]) -> BTreeMap<&str, usize> {
    let mut times = BTreeMap::new();
    for (to, _) in taken {
        *times.entry(to.as_str()).or_default() += 1;
    }
    times
}

/// That everybody was mailed once, but for those whose mails are uncertain: once or never.
fn all_once_but(taken: &[(String, String)], progress: &Progress) {
    let uncertain: BTreeSet<&str> = progress
        .uncertain_messages
        .iter()
        .map(|one| one.member.as_str())
        .collect();
    assert_eq!(uncertain.len() as u64, progress.uncertain);
    let times = times(taken);
    for to in willing() {
        let found = times.get(to.as_str()).copied().unwrap_or(0);
        let member = to.split('@').next().unwrap();
        assert!(found <= 1, "{to} was mailed {found} times");
        assert!(
            found == 1 || uncertain.contains(member),
            "{to} was left out"
        );
    }
    assert_eq!(progress.sent + progress.uncertain, willing().len() as u64);
    assert_eq!(
        (progress.waiting, progress.in_flight, progress.failed),
        (0, 0, 0)
    );
}

async fn nobody_is_mailed_twice_whenever_the_server_is_killed(shop: Shop) {
    let studio = Studio::with(shop, settings(IN_FLIGHT)).await;
    let (url, campaigns) = (studio.shop.url.clone(), &studio.campaigns);
    studio.released("spring", &brief()).await;
    let sink = Sink::open();
    // Killed wherever it stands, twice.
    for mails in [20, 60] {
        let child = start(&url, &sink.url);
        sink.wait_for(mails);
        kill(child);
    }
    // And where it is certain that mails were taken without an answer.
    let child = start(&url, &sink.url);
    sink.wait_for(80);
    sink.behave(Manner::IsSilent);
    let before = sink.taken().len();
    sink.wait_for(before + IN_FLIGHT as usize);
    kill(child);
    sink.behave(Manner::Takes);
    let child = start(&url, &sink.url);
    wait_for(&studio, "spring", CampaignState::Paused).await;
    let progress = campaigns
        .progress("spring", SystemClock.now())
        .await
        .unwrap();
    assert!(
        (1..=u64::from(3 * IN_FLIGHT)).contains(&progress.uncertain),
        "{progress:?}"
    );
    let taken = sink.taken();
    all_once_but(&taken, &progress);
    // Those are told by the name that the mail server has them under: most of these were taken.
    let ids: BTreeSet<&str> = taken.iter().map(|(_, id)| id.as_str()).collect();
    let known = progress.uncertain_messages.iter();
    assert!(known.clone().all(|one| one.message_id.len() == 32));
    assert!(
        known
            .clone()
            .any(|one| ids.contains(one.message_id.as_str()))
    );
    let listed = campaigns.of("spring", SystemClock.now()).await.unwrap();
    assert!(listed.listed.why.unwrap().contains("nobody knows"));
    let export = campaigns.export("spring", &lin(), SystemClock.now()).await;
    let csv = export.unwrap().text(ExportForm::Csv).unwrap();
    let first = &progress.uncertain_messages[0].message_id;
    let line = csv.lines().find(|line| line.contains(first)).unwrap();
    assert!(line.contains(",uncertain,"), "{line}");
    // Whoever waits for an answer may still get one, and nothing is decided before.
    let by = lin();
    let decide = |decision, now| campaigns.decide_uncertain("spring", decision, &by, now);
    let early = decide(UncertainDecision::Send, SystemClock.now()).await;
    assert!(matches!(early, Err(CampaignsError::MayBeAnswered(_))));
    let went_on = decide(UncertainDecision::Drop, minutes_from_now(2)).await;
    assert_eq!(went_on.unwrap().listed.state, CampaignState::Sending);
    wait_for(&studio, "spring", CampaignState::Sent).await;
    let after = campaigns
        .progress("spring", SystemClock.now())
        .await
        .unwrap();
    assert_eq!((after.uncertain, after.dropped), (0, progress.uncertain));
    assert_eq!(sink.taken().len(), taken.len(), "nothing was sent again");
    let none = decide(UncertainDecision::Drop, minutes_from_now(3)).await;
    assert!(matches!(none, Err(CampaignsError::NoneUncertain(_))));
    kill(child);
}

async fn what_the_server_said_no_to_is_not_uncertain(shop: Shop) {
    let studio = Studio::with(shop, settings(IN_FLIGHT)).await;
    studio.released("spring", &brief()).await;
    let sink = Sink::open();
    let first = mailer(&studio.shop.db, &sink.url);
    sink.behave(Manner::Defers);
    let now = SystemClock.now();
    let in_flight = u64::from(IN_FLIGHT);
    let mut worked = first.step(now).await.unwrap();
    while worked.later == 0 {
        worked = first.step(now).await.unwrap();
    }
    assert_eq!((worked.later, worked.uncertain), (in_flight, 0));
    // A claim that never came to its dot was not taken, and is nobody's doubt.
    sink.behave(Manner::Takes);
    let (_, claimed) = first.claim(now).await.unwrap();
    assert_eq!(claimed.len() as u64, in_flight);
    let second = mailer(&studio.shop.db, &sink.url);
    let later = minutes_from_now(10);
    for second_step in 0..200 {
        let at = Timestamp::from_micros(later.micros() + second_step * 1_000_000);
        if !second.step(at).await.unwrap().any() {
            break;
        }
    }
    // The first one wakes up, and what it claimed is another's by now.
    let handed = first.hand_over(claimed, later).await;
    let mut worked = storekeeper::campaigns::Worked::default();
    first.mark(handed, later, &mut worked).await.unwrap();
    assert!(!worked.any(), "{worked:?}");
    let progress = studio.campaigns.progress("spring", later).await.unwrap();
    assert_eq!((progress.uncertain, progress.doubted), (0, 0));
    all_once_but(&sink.taken(), &progress);
    assert_eq!(studio.state("spring").await, CampaignState::Sent);
}
