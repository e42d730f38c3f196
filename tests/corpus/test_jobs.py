import multiprocessing
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from corpus import heartbeat, jobs, processes, tasks
from corpus.jobs import MAX_ATTEMPTS, CannotBeDone, LeaseLost, enqueue, run, sweep, workers_alive
from corpus.models import Job, WorkerHeartbeat

pytestmark = pytest.mark.django_db
State = Job.State


@pytest.fixture
def work(monkeypatch):
    """A kind of work whose handler each test gives."""
    monkeypatch.setattr(jobs, "_handlers", {})

    def give(function):
        jobs.handler("work")(function)
        return enqueue("work", send=False)

    return give


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def due(job: Job) -> None:
    """Let the time pass that a job has to wait."""
    Job.objects.filter(pk=job.pk, state=State.QUEUED).update(lease_until=None)


def test_a_job_is_sent_when_its_cause_is_committed(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("work", arguments={"text": 1})
        assert sent == []
    assert sent == [str(job.pk)]
    assert fresh(job).sent_at


def test_a_job_waits_unsent_when_the_broker_is_away(
    monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("corpus.jobs.current_app.send_task", lambda *_, **__: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("work")
    assert (fresh(job).state, fresh(job).sent_at) == (State.QUEUED, None)


def test_the_same_work_is_one_row_while_it_waits(work):
    seen = []
    work(lambda job, _: seen.append(job.pk))
    first = enqueue("work", fingerprint="x" * 100)
    assert enqueue("work", fingerprint="x" * 100).pk == first.pk
    assert enqueue("work", fingerprint="y").pk != first.pk
    assert enqueue("other", fingerprint="x" * 100).pk != first.pk
    run(first.pk)
    assert enqueue("work", fingerprint="x" * 100).pk != first.pk


def test_a_job_is_done_once(work):
    seen = []
    job = work(lambda job, progress: seen.append(job.arguments))
    assert run(job.pk)
    assert not run(job.pk)
    assert len(seen) == 1
    done = fresh(job)
    assert (done.state, done.attempts, done.lease_until) == (State.FINISHED, 1, None)
    assert done.finished_at


def test_a_running_job_is_not_to_be_had(work):
    took = []
    job = work(lambda job, _: took.append(run(job.pk)))
    run(job.pk)
    assert took == [False]


def test_progress_is_seen_and_renews_the_lease(work):
    def handle(job, progress):
        Job.objects.update(lease_until=timezone.now() + timedelta(seconds=1))
        progress(3, 10)
        now = fresh(job)
        assert (now.done, now.total) == (3, 10)
        assert now.lease_until > timezone.now() + timedelta(seconds=60)

    job = work(handle)
    run(job.pk)
    assert fresh(job).state == State.FINISHED


def test_a_handler_stops_silently_when_its_lease_is_lost(work):
    stopped = []

    def handle(job, progress):
        Job.objects.update(lease_owner="somebody:1:1:else")
        try:
            progress(1)
        except LeaseLost:
            stopped.append(True)
            raise

    job = work(handle)
    assert run(job.pk)
    assert stopped == [True]
    assert (fresh(job).state, fresh(job).lease_owner) == (State.RUNNING, "somebody:1:1:else")


def test_a_job_whose_lease_ran_out_is_taken_over(work):
    seen = []
    job = work(lambda job, _: seen.append(1))
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.update(state=State.RUNNING, lease_until=past, lease_owner="far:1:1:x", attempts=1)
    assert run(job.pk)
    assert fresh(job).state == State.FINISHED


def test_a_job_that_fails_waits_longer_each_time_and_then_fails(work):
    waits = []

    def handle(job, progress):
        raise ValueError("a name that must not be told")

    job = work(handle)
    for _ in range(MAX_ATTEMPTS):
        assert run(job.pk)
        now = fresh(job)
        if now.state == State.QUEUED:
            waits.append((now.lease_until - timezone.now()).total_seconds())
            assert not run(job.pk)
            due(job)
    assert waits == sorted(waits)
    assert len(waits) == MAX_ATTEMPTS - 1
    assert now.state == State.FAILED
    assert "ValueError" in now.error
    assert "must not be told" not in now.error
    assert not run(job.pk)


def test_a_job_that_cannot_be_done_fails_at_once_and_says_why(work):
    def handle(job, progress):
        raise CannotBeDone("The file is empty.")

    job = work(handle)
    run(job.pk)
    assert (fresh(job).state, fresh(job).error) == (State.FAILED, "The file is empty.")


def test_tries_that_got_on_do_not_count(work):
    def handle(job, progress):
        progress(0)
        progress(1)
        raise ValueError

    job = work(handle)
    for _ in range(MAX_ATTEMPTS + 2):
        due(job)
        run(job.pk)
    assert fresh(job).state == State.QUEUED


def test_a_job_goes_back_uncounted_when_its_process_is_asked_to_stop(work):
    def handle(job, progress):
        raise SystemExit

    job = work(handle)
    with pytest.raises(SystemExit):
        run(job.pk)
    now = fresh(job)
    assert (now.state, now.attempts, now.lease_until) == (State.QUEUED, 0, None)


@pytest.mark.parametrize(
    ("waits", "ran_for", "state"),
    [("other", 11, State.QUEUED), ("other", 9, State.FINISHED), ("work", 11, State.FINISHED)],
)
def test_a_long_job_gives_way_to_other_work_that_waits(
    work, sent, monkeypatch, waits, ran_for, state
):
    def handle(job, progress):
        now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: now + timedelta(seconds=ran_for))
        progress.give_way()

    job = work(handle)
    enqueue(waits, send=False)
    run(job.pk)
    assert fresh(job).state == state
    assert fresh(job).attempts == (0 if state == State.QUEUED else 1)
    assert sent == ([str(job.pk)] if state == State.QUEUED else [])


def test_a_job_that_somebody_watches_gives_way_to_nothing(work, monkeypatch):
    monkeypatch.setattr(jobs, "GIVE_WAY_AFTER", timedelta(0))
    job = work(lambda _, progress: progress.give_way())
    enqueue("other", send=False)
    run(job.pk, watch=lambda done, total: None)
    assert fresh(job).state == State.FINISHED


def test_a_job_goes_back_even_when_the_same_work_waits_already(work):
    def handle(job, progress):
        enqueue("work", fingerprint="same", send=False)
        raise ValueError

    work(handle)
    job = enqueue("work", fingerprint="same", send=False)
    run(job.pk)
    assert Job.objects.filter(state=State.QUEUED, kind="work").count() == 3


def test_the_sweeper_sends_what_was_not_sent_of_late(sent):
    now = timezone.now()
    ages = {"never": None, "long ago": now - timedelta(seconds=11), "just now": now}
    made = {name: enqueue("work", send=False).pk for name in ages}
    for name, sent_at in ages.items():
        Job.objects.filter(pk=made[name]).update(sent_at=sent_at)
    sweep()
    assert set(sent) == {str(made["never"]), str(made["long ago"])}
    sweep()
    assert len(sent) == 2


def test_the_sweeper_leaves_a_job_alone_that_is_to_wait(sent):
    job = enqueue("work", send=False)
    Job.objects.update(lease_until=timezone.now() + timedelta(seconds=60))
    sweep()
    assert sent == []
    due(job)
    sweep()
    assert sent == [str(job.pk)]


def _nothing():
    pass


def _dead_process() -> str:
    process = multiprocessing.get_context("spawn").Process(target=_nothing)
    process.start()
    identity = processes._identity.__wrapped__(process.pid)
    process.join()
    return identity


def running(owner: str, *, seconds: int = 60, attempts: int = 1) -> Job:
    return Job.objects.create(
        kind="work",
        state=State.RUNNING,
        attempts=attempts,
        lease_owner=owner,
        lease_until=timezone.now() + timedelta(seconds=seconds),
    )


def test_the_sweeper_takes_back_the_work_of_a_dead_process_at_once(sent):
    dead = running(f"{_dead_process()}:x")
    alive = running(f"{processes.this_process()}:x")
    elsewhere = running("another-host:1:1:x")
    sweep()
    assert fresh(dead).state == State.QUEUED
    assert sent == [str(dead.pk)]
    assert {fresh(alive).state, fresh(elsewhere).state} == {State.RUNNING}


def test_the_sweeper_knows_a_number_that_another_process_has_now(sent):
    host, pid, _ = processes.this_process().rsplit(":", 2)
    job = running(f"{host}:{pid}:12345:x")
    sweep()
    assert fresh(job).state == State.QUEUED


def test_the_sweeper_takes_back_what_is_silent_for_a_lease(sent):
    job = running("another-host:1:1:x", seconds=-1)
    sweep()
    assert fresh(job).state == State.QUEUED


def test_the_sweeper_gives_up_on_what_kills_its_workers(sent):
    job = running("another-host:1:1:x", seconds=-1, attempts=MAX_ATTEMPTS)
    sweep()
    assert fresh(job).state == State.FAILED
    assert "5 times" in fresh(job).error


def test_a_worker_is_alive_while_its_heart_beats():
    assert workers_alive() == 0
    heartbeat.beat("one")
    heartbeat.beat("one")
    heartbeat.beat("two")
    assert workers_alive() == 2
    WorkerHeartbeat.objects.filter(name="two").update(at=timezone.now() - timedelta(seconds=31))
    assert workers_alive() == 1
    WorkerHeartbeat.objects.filter(name="two").update(at=timezone.now() - timedelta(days=2))
    heartbeat.beat("one")
    assert not WorkerHeartbeat.objects.filter(name="two").exists()


def test_the_tasks_do_what_their_names_say(work, sent):
    seen = []
    job = work(lambda job, _: seen.append(job.pk))
    tasks.sweep_jobs()
    assert sent == [str(job.pk)]
    tasks.run_job(sent[0])
    assert seen == [job.pk]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_a_job_one_gets_it(work):
    if connection.vendor == "sqlite":
        pytest.skip("threads share the one connection to a database in memory")
    seen = []

    def handle(job, progress):
        seen.append(1)
        time.sleep(0.2)

    job = work(handle)
    got = []

    def want():
        got.append(run(job.pk))
        connection.close()

    threads = [threading.Thread(target=want) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False, False, False, True]
    assert seen == [1]


@pytest.mark.django_db(transaction=True)
def test_a_waiting_job_is_not_begun_before_what_it_was_asked_for_can_be_seen(work):
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time: nobody claims while another writes")
    seen = []
    work(lambda job, _: seen.append(WorkerHeartbeat.objects.filter(name="mine").exists()))
    waiting = enqueue("work", fingerprint="same", send=False)

    def claim():
        run(waiting.pk)
        connection.close()

    thread = threading.Thread(target=claim)
    with transaction.atomic():
        WorkerHeartbeat.objects.create(name="mine", at=timezone.now())
        assert enqueue("work", fingerprint="same", send=False).pk == waiting.pk
        thread.start()
        time.sleep(0.3)
        assert seen == []
    thread.join()
    assert seen == [True]
