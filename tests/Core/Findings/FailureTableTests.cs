using System.Net.Sockets;
using System.Reflection;
using Mesh.Core.Findings;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Tests.Findings;

public sealed class FailureTableTests
{
    private static readonly MeshException Ours = new(ExitCode.RolloutFailed, "deployment/web in beta cannot start", "Mend the image");

    private static IEnumerable<TestCaseData> Rows()
    {
        yield return new TestCaseData(Ours, ExitCode.RolloutFailed);
        yield return new TestCaseData(Caught(() => YamlDocuments.Parse("a: [", "mesh.yaml")), ExitCode.MalformedInput);
        yield return new TestCaseData(new TimeoutException(), ExitCode.TimeLimit);
        yield return new TestCaseData(new TaskCanceledException("late", new TimeoutException()), ExitCode.TimeLimit);
        yield return new TestCaseData(new FileNotFoundException(), ExitCode.NoInput);
        yield return new TestCaseData(new DirectoryNotFoundException(), ExitCode.NoInput);
        yield return new TestCaseData(new UnauthorizedAccessException(), ExitCode.CannotCreate);
        yield return new TestCaseData(new HttpRequestException(), ExitCode.Unavailable);
        yield return new TestCaseData(new SocketException(), ExitCode.Unavailable);
        yield return new TestCaseData(new IOException(), ExitCode.InputOutput);
        yield return new TestCaseData(new EndOfStreamException(), ExitCode.InputOutput);
        yield return new TestCaseData(new InvalidOperationException(), ExitCode.Internal);
        yield return new TestCaseData(new OperationCanceledException(), ExitCode.Internal);
        yield return new TestCaseData(new AggregateException(), ExitCode.Internal);
    }

    private static IEnumerable<TestCaseData> Wrapped()
    {
        yield return new TestCaseData(new AggregateException(Ours)).SetArgDisplayNames("in an aggregate");
        yield return new TestCaseData(new AggregateException(new AggregateException(new TargetInvocationException(Ours)))).SetArgDisplayNames("three deep");
        yield return new TestCaseData(new InvalidOperationException("wrapper", new IOException("wrapper", Ours))).SetArgDisplayNames("deep inside other things");
        yield return new TestCaseData(new InvalidOperationException("wrapper", new AggregateException(new IOException(), Ours))).SetArgDisplayNames("in an aggregate deep inside");
        yield return new TestCaseData(new AggregateException(new OperationCanceledException(), new IOException(), Ours)).SetArgDisplayNames("beside those it stopped");
        yield return new TestCaseData(new MeshException(80, Ours.Reason, Ours.Remedy, new TimeoutException())).SetArgDisplayNames("around another");
    }

    [TestCaseSource(nameof(Rows))]
    public void Each_kind_of_error_has_its_code(Exception exception, int code)
    {
        var failure = FailureTable.Of(exception);
        Assert.That(failure.ExitCode, Is.EqualTo(code));
        Assert.That(failure.Reason, Is.Not.Empty);
        Assert.That(failure.Remedy, Is.Not.Empty);
    }

    [TestCaseSource(nameof(Wrapped))]
    public void Ours_is_found_wherever_it_is(Exception exception) =>
        Assert.That(FailureTable.Of(exception), Is.EqualTo(new Failure(ExitCode.RolloutFailed, Ours.Reason, Ours.Remedy)));

    [Test]
    public void Of_several_a_mere_cancellation_does_not_decide() =>
        Assert.That(FailureTable.Of(new AggregateException(new TaskCanceledException(), new IOException("disk full"))), Is.EqualTo(new Failure(ExitCode.InputOutput, "disk full", "Check the disk and the path")));

    [Test]
    public void A_fault_of_this_program_names_its_type() =>
        Assert.That(FailureTable.Of(new TargetInvocationException(new InvalidOperationException("odd"))).Reason, Is.EqualTo("InvalidOperationException: odd"));

    private static Exception Caught(Action act)
    {
        try
        {
            act();
        }
        catch (Exception exception)
        {
            return exception;
        }

        throw new InvalidOperationException("nothing was thrown");
    }
}
