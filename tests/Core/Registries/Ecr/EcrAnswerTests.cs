using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Registries.Ecr;

namespace Mesh.Core.Tests.Registries.Ecr;

public sealed class EcrAnswerTests
{
    private static readonly Arbitrary<byte[]> Bodies = Gen.OneOf(
        ArbMap.Default.GeneratorFor<byte[]>(),
        Gen.Elements("{", "}", "\"__type\"", "\"message\"", ":", ",", "\"x#Y:z\"", "5", "null", "[", "]", "\"\\ud800\"", "\"\\u001b[31m\"").ArrayOf().Select(parts => System.Text.Encoding.UTF8.GetBytes(string.Concat(parts)))).ToArbitrary();

    [FsCheck.NUnit.Property]
    public Property Whatever_is_answered_is_one_printable_line() => Prop.ForAll(Bodies, body =>
    {
        var answer = EcrAnswer.Of(HttpStatusCode.BadRequest, body, null);
        return answer.Words is { Length: > 0 and < 1000 } words && !words.Any(char.IsControl) && !answer.IsSuccess;
    });

    [TestCase("""{"__type":"com.amazonaws.ecr#LimitExceededException","Message":"too\nmany"}""", null, "LimitExceededException", "LimitExceededException: too many")]
    [TestCase("<html>", "AccessDeniedException:http://x/", "AccessDeniedException", "AccessDeniedException")]
    [TestCase("", null, "", "status 400")]
    [TestCase("""{"__type":5,"message":{}}""", null, "", "status 400")]
    public void The_error_is_told_by_name_and_words(string body, string? header, string type, string words)
    {
        var answer = EcrAnswer.Of(HttpStatusCode.BadRequest, System.Text.Encoding.UTF8.GetBytes(body), header);
        Assert.That((answer.ErrorType, answer.Words), Is.EqualTo((type, words)));
    }

    [TestCase("message")]
    [TestCase("__type")]
    public void What_is_long_is_cut(string member)
    {
        var answer = EcrAnswer.Of(HttpStatusCode.BadRequest, System.Text.Encoding.UTF8.GetBytes($$"""{"{{member}}":"{{new string('x', 100_000)}}"}"""), null);
        Assert.That(answer.Words, Has.Length.EqualTo(301));
    }
}
