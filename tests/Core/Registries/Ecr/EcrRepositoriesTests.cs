using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries.Ecr;
using Mesh.Core.Tests.Kubernetes;

namespace Mesh.Core.Tests.Registries.Ecr;

public sealed class EcrRepositoriesTests
{
    private const string Found = """{"repositories":[{"repositoryName":"team/web","registryId":"123456789012"}]}""";

    [Test]
    public async Task A_repository_is_asked_for_in_the_account_of_its_registry()
    {
        var target = "";
        await using var desk = await Desk.WithAsync((context, _) =>
        {
            target = $"{context.Request.Headers["X-Amz-Target"]}";
            return LoopbackServer.WriteAsync(context, 200, Found);
        });

        Assert.That(await desk.Repositories.ExistsAsync(Desk.Web, default), Is.True);
        Assert.That(target, Does.EndWith(".DescribeRepositories"));
        Assert.That(desk.Server.Calls.Single().Body, Is.EqualTo("""{"registryId":"123456789012","repositoryNames":["team/web"]}"""));
    }

    [TestCase(400, """{"__type":"RepositoryNotFoundException","message":"x"}""")]
    [TestCase(200, """{"repositories":[]}""")]
    [TestCase(200, "{}")]
    public async Task A_repository_that_is_not_named_is_not_there(int status, string body)
    {
        await using var desk = await Desk.AnsweringAsync((status, body));
        Assert.That(await desk.Repositories.ExistsAsync(Desk.Web, default), Is.False);
    }

    [TestCase(200, """{"repository":{"repositoryName":"team/web"}}""")]
    [TestCase(400, """{"__type":"RepositoryAlreadyExistsException","message":"x"}""")]
    public async Task A_repository_is_made_unless_it_is_there(int status, string body)
    {
        await using var desk = await Desk.AnsweringAsync((503, ""), (status, body));

        await desk.Repositories.CreateAsync(Desk.Web, default);

        Assert.That(desk.Server.Calls.Last().Body, Is.EqualTo("""{"registryId":"123456789012","repositoryName":"team/web"}"""));
    }

    [TestCase("AccessDeniedException", ExitCode.Forbidden, "Allow ecr:CreateRepository")]
    [TestCase("LimitExceededException", ExitCode.Refused, "quota")]
    [TestCase("InvalidParameterException", ExitCode.Refused, "Correct what the message names")]
    [TestCase("KmsException", ExitCode.Refused, "KmsException")]
    public async Task A_repository_that_ECR_does_not_make_is_an_error(string type, int exitCode, string text)
    {
        await using var desk = await Desk.AnsweringAsync((400, Desk.Error(type)));
        Assert.That(() => desk.Repositories.CreateAsync(Desk.Web, default), Fails.With(exitCode, text));
    }

    [TestCase("AccessDeniedException", ExitCode.Forbidden, "Allow ecr:DescribeRepositories")]
    [TestCase("InvalidParameterException", ExitCode.MalformedInput, "what the service says")]
    public async Task A_question_that_ECR_does_not_answer_is_an_error_and_not_absence(string type, int exitCode, string text)
    {
        await using var desk = await Desk.AnsweringAsync((400, Desk.Error(type)));
        Assert.That(() => desk.Repositories.ExistsAsync(Desk.Web, default), Fails.With(exitCode, text));
    }

    [Test]
    public async Task Without_AWS_credentials_nobody_can_ask()
    {
        await using var desk = await Desk.WithAsync((_, _) => Task.CompletedTask, aws: null);
        Assert.That(() => desk.Repositories.ExistsAsync(Desk.Web, default), Fails.With(ExitCode.Forbidden, "no AWS credentials for ecr:DescribeRepositories"));
    }

    [Test]
    public async Task Another_registry_is_a_fault_of_the_caller()
    {
        await using var desk = await Desk.AnsweringAsync((200, Found));
        Assert.That(() => desk.Repositories.ExistsAsync(new ImageRepository("docker.io", "library/web"), default), Throws.ArgumentException);
        Assert.That(EcrRepositories.Knows("docker.io"), Is.False);
    }
}
