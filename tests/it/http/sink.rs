//! A mail server that takes everything and forgets nothing, on a port of its own.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What was handed over: to whom, and the mail as it came over the wire.
pub type Taken = Arc<Mutex<Vec<(String, String)>>>;

/// Starts one; its URL, and what it takes.
pub async fn sink() -> (String, Taken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let taken = Taken::default();
    let kept = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&kept)));
        }
    });
    (url, taken)
}

async fn serve(stream: TcpStream, taken: Taken) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let _ = write.write_all(b"220 sink ESMTP\r\n").await;
    let (mut to, mut mail, mut in_mail) = (String::new(), String::new(), false);
    while let Ok(Some(line)) = lines.next_line().await {
        if in_mail {
            if line == "." {
                in_mail = false;
                let mail = std::mem::take(&mut mail);
                taken.lock().unwrap().push((std::mem::take(&mut to), mail));
                let _ = write.write_all(b"250 taken\r\n").await;
            } else {
                mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                mail.push('\n');
            }
            continue;
        }
        let word = line
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_uppercase();
        let answer: &[u8] = match word.as_str() {
            "RCPT" => {
                let address = line
                    .split('<')
                    .nth(1)
                    .and_then(|rest| rest.split('>').next());
                address.unwrap_or_default().clone_into(&mut to);
                b"250 ok\r\n"
            }
            "DATA" => {
                in_mail = true;
                b"354 go on\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 ok\r\n",
        };
        let _ = write.write_all(answer).await;
    }
}
