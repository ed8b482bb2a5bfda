using Mesh.Core.Findings;
using Mesh.Core.Processes;

namespace Mesh.Core.Tests.Processes;

public sealed class CommandResultTests
{
    [Test]
    public void Zero_is_success()
    {
        var result = new CommandResult(Helm("version"), 0, "v3", "warning");
        Assert.That(result.EnsureSuccess(), Is.SameAs(result));
    }

    [TestCase(1, 1)]
    [TestCase(63, 63)]
    [TestCase(64, ExitCode.Internal)]
    [TestCase(127, ExitCode.Internal)]
    [TestCase(137, ExitCode.Internal)]
    [TestCase(255, ExitCode.Internal)]
    [TestCase(-1, ExitCode.Internal)]
    public void A_tools_code_passes_through_up_to_63(int given, int code) =>
        Assert.That(() => new CommandResult(Helm("upgrade"), given, "", "").EnsureSuccess(), Fails.With(code, $"helm upgrade ended with {given}"));

    [TestCase(137, "helm ended with 137 (signal 9) and printed nothing")]
    [TestCase(128, "helm ended with 128 and printed nothing")]
    [TestCase(255, "helm ended with 255 and printed nothing")]
    public void Only_a_signal_is_called_one(int code, string reason) =>
        Assert.That(Assert.Throws<MeshException>(() => new CommandResult(Helm(), code, "", "").EnsureSuccess())!.Reason, Is.EqualTo(reason));

    [TestCase("fine\n", "Warning: x\r\nError: timed out\r\n\r\n", "Error: timed out")]
    [TestCase("one\ntwo\n", "", "two")]
    public void The_last_line_it_said_is_quoted(string output, string error, string quoted) =>
        Assert.That(Assert.Throws<MeshException>(() => new CommandResult(Helm("upgrade"), 1, output, error).EnsureSuccess())!.Reason, Is.EqualTo($"helm upgrade ended with 1: {quoted}"));

    private static Command Helm(params string[] arguments) => new("helm", arguments);
}
